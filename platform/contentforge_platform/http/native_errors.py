"""The native API's errors as its OpenAPI page tells them, for all who answer in its envelope."""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel, Field

Responses = dict[int | str, dict[str, Any]]


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


ANY: Final = {
    413: "The body is larger than this route takes.",
    429: "Too many requests; `Retry-After` tells when to come back.",
    503: "Busy; try again in a moment.",
}


def native_errors(told: Mapping[int, str]) -> Responses:
    """The documented errors of routes: those that are told, and what any route may answer."""
    return {
        **{status: {"model": Refusal, "description": meaning} for status, meaning in {**told, **ANY}.items()},
        422: {"model": InvalidRequest, "description": "Fields are refused."},
    }


def refused(status: int, meaning: str) -> Responses:
    """One documented error of a route."""
    return {status: {"model": Refusal, "description": meaning}}
