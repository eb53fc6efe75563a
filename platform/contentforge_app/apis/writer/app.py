"""Put this API together."""

from typing import Final

from fastapi import FastAPI

from contentforge_app.apis.common.assembly import assemble
from contentforge_app.apis.writer.auth.routes import router as auth
from contentforge_app.apis.writer.content.routes import router as content
from contentforge_app.apis.writer.doors import PREFIX
from contentforge_app.apis.writer.envelope import ENVELOPE
from contentforge_app.apis.writer.health.routes import router as health
from contentforge_app.runtime import Runtime

_DESCRIPTION: Final = """
Order a text about a topic with `POST /api/v1/content`, ask how it stands with `GET /api/v1/content/job/{jobId}/status`
or hear of it by Socket.IO (`subscribe-job`, `job-update`), edit it with `PUT`, and go back to what was generated with
`rollback`.

Register or sign in under `/api/v1/auth`. Errors are `{"success": false, "message": "..."}`. Times are ISO 8601 with
milliseconds in UTC.
"""
_ROUTERS: Final = (content, auth, health)


def build(runtime: Runtime) -> FastAPI:
    """The API, for one process."""
    return assemble(
        runtime,
        title="Content Writer",
        description=_DESCRIPTION,
        envelope=ENVELOPE,
        routers=_ROUTERS,
        documented_at=("", PREFIX),
    )
