"""Errors as `{"success": false, "message": sentence}`; refused fields are listed beside it."""

from dataclasses import dataclass
from typing import Final

from typing_extensions import override

from contentforge_app.apis.common.success import SuccessEnvelope
from contentforge_app.apis.common.wording import Wording
from contentforge_platform.http.envelope import Origin, Problem, Rendered


@dataclass(frozen=True, slots=True)
class CgmsEnvelope(SuccessEnvelope):
    """Refused fields are "Validation error", with `errors` of `code`, `path` and `message`."""

    @override
    def render(self, problem: Problem) -> Rendered:
        if problem.origin is not Origin.VALIDATION:
            return SuccessEnvelope.render(self, problem)
        errors = [{"code": field.type, "path": list(field.loc[1:]), "message": field.msg} for field in problem.fields]
        body = {"success": False, "message": "Validation error", "errors": errors}
        return Rendered(self.wording.status(problem), body)


ENVELOPE: Final = CgmsEnvelope(
    Wording(
        messages={
            "not_authenticated": "Require authentication",
            "invalid_token": "Invalid token",
            "invalid_credential": "Invalid token",
            "wrong_credentials": "Invalid credentials",
            "email_taken": "User already exists",
            "content_not_found": "Content not found",
            "job_not_found": "Content job not found",
            "generation_in_progress": "Generation already in progress",
            "internal_error": "Internal server error",
        }
    )
)
