"""Put this API together."""

from typing import Final

from fastapi import FastAPI

from contentforge_app.apis.common.assembly import assemble
from contentforge_app.apis.generator.auth.routes import router as auth
from contentforge_app.apis.generator.content.routes import router as content
from contentforge_app.apis.generator.doors import tell_gone_users
from contentforge_app.apis.generator.envelope import ENVELOPE
from contentforge_app.apis.generator.jobs.routes import router as jobs
from contentforge_app.runtime import Runtime
from contentforge_tenants.principal import InvalidCredential

_DESCRIPTION: Final = """
Order a text by a prompt with `POST /generate-content`, see it with `GET /generate-content/{jobId}` or hear of it by
Socket.IO (`job_completed`), and keep it in your library with `POST /generate-content/{jobId}/save`.

Register or sign in under `/auth` for a token that is good for 30 days. Errors are `{"message": "..."}`. Times are ISO
8601 with milliseconds in UTC.
"""
_ROUTERS: Final = (jobs, content, auth)


def build(runtime: Runtime) -> FastAPI:
    """The API, for one process."""
    app = assemble(runtime, title="AI Content Generator", description=_DESCRIPTION, envelope=ENVELOPE, routers=_ROUTERS)
    app.add_exception_handler(InvalidCredential, tell_gone_users)
    return app
