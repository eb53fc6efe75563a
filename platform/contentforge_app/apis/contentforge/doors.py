"""How the native API's routes let callers in, and the errors that come with each kind of door."""

from typing import Final

from contentforge_app.apis.common.doors import Doors
from contentforge_platform.http.native_errors import Responses, native_errors, refused
from contentforge_tenants.access import Audience

__all__ = ["CALLER_ERRORS", "NATIVE", "PREFIX", "PUBLIC_ERRORS", "conflicts", "read", "refused", "visit", "write"]

NATIVE: Final = Audience.CONTENTFORGE
_DOORS: Final = Doors(NATIVE)
read = _DOORS.read
write = _DOORS.write
visit = _DOORS.visit
PREFIX: Final = "/api/v1"

PUBLIC_ERRORS: Final[Responses] = native_errors({})
CALLER_ERRORS: Final[Responses] = native_errors(
    {
        401: "No credential, or not a good one.",
        403: "The role, the key's scopes or the plan do not include this.",
        404: "There is no such object within reach.",
    }
)


def conflicts(meaning: str) -> Responses:
    """The documented 409 of a route."""
    return refused(409, meaning)
