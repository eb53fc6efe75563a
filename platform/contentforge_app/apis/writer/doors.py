"""How this API's routes let callers in, and the errors that come with each kind of door."""

from typing import Final

from contentforge_app.apis.common.documentation import Responses, caller_errors, problems, public_errors
from contentforge_app.apis.common.doors import Doors
from contentforge_app.apis.common.success import Refusal
from contentforge_tenants.access import Audience

AUDIENCE: Final = Audience.WRITER
PREFIX: Final = "/api/v1"
_DOORS: Final = Doors(AUDIENCE)
read = _DOORS.read
write = _DOORS.write

PUBLIC_ERRORS: Final = public_errors(Refusal)
CALLER_ERRORS: Final = caller_errors(Refusal)


def refused(status: int, meaning: str) -> Responses:
    """One documented error of a route."""
    return problems(Refusal, {status: meaning})
