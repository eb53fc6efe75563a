"""How the native API's routes let callers in, and the errors that come with each kind of door."""

from typing import Final

from pydantic import BaseModel, Field

from contentforge_app.apis.common.documentation import Responses, problems
from contentforge_app.apis.common.doors import Doors
from contentforge_tenants.access import Audience

NATIVE: Final = Audience.CONTENTFORGE
_DOORS: Final = Doors(NATIVE)
read = _DOORS.read
write = _DOORS.write
visit = _DOORS.visit
PREFIX: Final = "/api/v1"


class Refusal(BaseModel):
    """Why a request was refused."""

    detail: str = Field(description="One sentence for people.", examples=["Monthly generations limit of 10 reached."])


class FieldRefusal(BaseModel):
    """One refused field."""

    loc: list[str | int] = Field(description="The path to it.", examples=[["body", "source_url"]])
    msg: str = Field(description="One sentence for people.")
    type: str = Field(description="A stable name of the reason.")


class InvalidRequest(BaseModel):
    """Which fields were refused, and why."""

    detail: list[FieldRefusal]


_ANY: Final = {
    413: "The body is larger than this route takes.",
    429: "Too many requests; `Retry-After` tells when to come back.",
    503: "Busy; try again in a moment.",
}
_INVALID: Final[Responses] = {422: {"model": InvalidRequest, "description": "Fields are refused."}}

PUBLIC_ERRORS: Final[Responses] = {**problems(Refusal, _ANY), **_INVALID}
CALLER_ERRORS: Final[Responses] = {
    **problems(
        Refusal,
        {
            401: "No credential, or not a good one.",
            403: "The role, the key's scopes or the plan do not include this.",
            404: "There is no such object within reach.",
            **_ANY,
        },
    ),
    **_INVALID,
}


def refused(status: int, meaning: str) -> Responses:
    """One documented error of a route."""
    return problems(Refusal, {status: meaning})


def conflicts(meaning: str) -> Responses:
    """The documented 409 of a route."""
    return refused(409, meaning)
