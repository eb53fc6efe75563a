"""Answers of the form `{"success": ..., "message": ..., "data": ...}`, which cgms and writer have in common."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from fastapi import Response
from pydantic import BaseModel, Field
from typing_extensions import override

from contentforge_app.apis.common.answers import answer
from contentforge_app.apis.common.wording import Wording
from contentforge_platform.http.envelope import Envelope, Problem, Rendered


class Refusal(BaseModel):
    """Why a request was refused."""

    success: Literal[False]
    message: str = Field(description="One sentence for people.", examples=["Content not found"])


class Done(BaseModel):
    """That something was done."""

    success: Literal[True]
    message: str


@dataclass(frozen=True, slots=True)
class SuccessEnvelope(Envelope):
    """`{"success": false, "message": sentence}`, in the API's own words."""

    wording: Wording

    @override
    def render(self, problem: Problem) -> Rendered:
        message = self.wording.message(problem)
        return Rendered(self.wording.status(problem), {"success": False, "message": message})


def succeeded(
    data: object = None, message: str | None = None, *, status: int = 200, meta: Mapping[str, object] | None = None
) -> Response:
    """`{"success": true}` with what there is to tell; what is None is left out."""
    parts = {"message": message, "meta": meta, "data": data}
    return answer({"success": True, **{name: part for name, part in parts.items() if part is not None}}, status)
