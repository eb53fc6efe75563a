"""How this API's routes let callers in, and the errors that come with each kind of door."""

from typing import Final

from pydantic import BaseModel, Field

from contentforge_app.apis.common.documentation import Responses, caller_errors, problems, public_errors
from contentforge_app.apis.common.doors import Doors
from contentforge_app.apis.common.success import Refusal
from contentforge_tenants.access import Audience

AUDIENCE: Final = Audience.CGMS
PREFIX: Final = "/api/v1"
_DOORS: Final = Doors(AUDIENCE)
read = _DOORS.read
write = _DOORS.write


class FieldRefusal(BaseModel):
    """One refused field."""

    code: str = Field(description="A stable name of the reason.")
    path: list[str | int] = Field(examples=[["prompt"]])
    message: str


class InvalidRequest(Refusal):
    """Which fields were refused, and why."""

    errors: list[FieldRefusal] | None = None


_INVALID: Final = problems(InvalidRequest, {400: "The body cannot be read, or fields are refused."})
PUBLIC_ERRORS: Final[Responses] = {**public_errors(Refusal), **_INVALID}
CALLER_ERRORS: Final[Responses] = {**caller_errors(Refusal), **_INVALID}


def refused(status: int, meaning: str) -> Responses:
    """One documented error of a route."""
    return problems(Refusal, {status: meaning})
