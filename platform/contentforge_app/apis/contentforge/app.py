"""Put the native API together."""

from fastapi import FastAPI, Response
from fastapi.responses import RedirectResponse

from contentforge_admin.operator.routers import ROUTERS as OPERATOR
from contentforge_app.apis.common.assembly import assemble
from contentforge_app.apis.contentforge.api_keys.routes import router as api_keys
from contentforge_app.apis.contentforge.audit.routes import router as audit
from contentforge_app.apis.contentforge.auth.account import router as account
from contentforge_app.apis.contentforge.auth.closing import router as account_closing
from contentforge_app.apis.contentforge.auth.provisioning import router as provisioning
from contentforge_app.apis.contentforge.auth.recovery import router as recovery
from contentforge_app.apis.contentforge.auth.routes import router as auth
from contentforge_app.apis.contentforge.auth.second_factor import router as second_factor
from contentforge_app.apis.contentforge.auth.sessions import router as sessions
from contentforge_app.apis.contentforge.billing.payments import router as payments
from contentforge_app.apis.contentforge.billing.routes import router as billing
from contentforge_app.apis.contentforge.content.jobs import router as jobs
from contentforge_app.apis.contentforge.content.routes import router as content
from contentforge_app.apis.contentforge.content.tags import router as tags
from contentforge_app.apis.contentforge.content.upload import router as upload
from contentforge_app.apis.contentforge.doors import PREFIX
from contentforge_app.apis.contentforge.health.routes import router as health
from contentforge_app.apis.contentforge.images.routes import router as images
from contentforge_app.apis.contentforge.organizations.closing import router as organization_closing
from contentforge_app.apis.contentforge.organizations.exports import router as exports
from contentforge_app.apis.contentforge.organizations.invitations import by_token as invitation_tokens
from contentforge_app.apis.contentforge.organizations.invitations import router as invitations
from contentforge_app.apis.contentforge.organizations.members import router as members
from contentforge_app.apis.contentforge.organizations.routes import router as organizations
from contentforge_app.apis.contentforge.templates.routes import router as templates
from contentforge_app.apis.contentforge.usage.history import router as usage_history
from contentforge_app.apis.contentforge.usage.routes import router as usage
from contentforge_app.apis.contentforge.webhooks.routes import router as webhooks
from contentforge_app.apis.files.media import router as media_files
from contentforge_app.apis.files.routes import router as files
from contentforge_app.console import console
from contentforge_app.runtime import Runtime
from contentforge_platform.http.envelope import CONTENTFORGE

_DESCRIPTION = """
Turn product pages into copy and images.

Register or sign in under `/auth` for a token, or make a key under `/api-keys` (plans with API access). Order texts with
`POST /content/generate`, read them with `GET /content/jobs/{id}`. Errors are `{"detail": "..."}`; refused fields (422)
come as a list of `loc`, `msg` and `type`. The header `X-Error-Code` names the reason where the product refuses.
Times are ISO 8601 in UTC, ids are UUIDs.
"""
# The busiest first: routes are tried in order. `jobs` stands before `content`, whose paths would take it for an id.
_ROUTERS = (
    *(jobs, tags, content, upload, templates, images, usage, usage_history, auth, sessions, second_factor),
    *(recovery, account, provisioning, api_keys, billing, payments, organizations, members, invitations),
    *(invitation_tokens, account_closing, organization_closing, exports, audit, webhooks, health, files, media_files),
    *OPERATOR,
)


def build(runtime: Runtime) -> FastAPI:
    """The API, for one process."""
    app = assemble(
        runtime,
        title="ContentForge",
        description=_DESCRIPTION,
        envelope=CONTENTFORGE,
        routers=_ROUTERS,
        documented_at=("", PREFIX),
    )
    app.state.console = console(runtime)
    app.add_api_route("/", _home, include_in_schema=False)
    return app


async def _home() -> Response:
    """People who open the address in a browser are shown what there is."""
    return RedirectResponse("docs")
