"""Put this API together."""

from typing import Final

from fastapi import FastAPI

from contentforge_app.apis.cgms.auth.routes import router as auth
from contentforge_app.apis.cgms.content.changes import router as changes
from contentforge_app.apis.cgms.content.routes import router as content
from contentforge_app.apis.cgms.doors import PREFIX
from contentforge_app.apis.cgms.envelope import ENVELOPE
from contentforge_app.apis.common.assembly import assemble
from contentforge_app.runtime import Runtime

_DESCRIPTION: Final = """
Order a text by a prompt with `POST /api/v1/content/generate`, ask how it stands with
`GET /api/v1/content/{jobId}/status` or hear of it by Socket.IO (`subscribe-job`, `job-status`), find it again by type,
status, date and words, and have it written anew.

Register or sign in under `/api/v1/auth`. Errors are `{"success": false, "message": "..."}`. Times are ISO 8601 with
milliseconds in UTC.
"""
_ROUTERS: Final = (content, changes, auth)


def build(runtime: Runtime) -> FastAPI:
    """The API, for one process."""
    return assemble(
        runtime,
        title="AI CGMS",
        description=_DESCRIPTION,
        envelope=ENVELOPE,
        routers=_ROUTERS,
        documented_at=("", PREFIX),
    )
