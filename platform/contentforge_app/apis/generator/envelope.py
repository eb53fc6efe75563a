"""Errors as `{"message": sentence}`."""

from dataclasses import dataclass
from typing import Final

from typing_extensions import override

from contentforge_app.apis.common.wording import Wording
from contentforge_platform.http.envelope import Envelope, Problem, Rendered

_NOT_FINISHED: Final = "not_finished"


@dataclass(frozen=True, slots=True)
class GeneratorEnvelope(Envelope):
    """One sentence; a job that is not finished also tells its `currentStatus`."""

    wording: Wording

    @override
    def render(self, problem: Problem) -> Rendered:
        more = problem.data if problem.code == _NOT_FINISHED else {}
        return Rendered(self.wording.status(problem), {"message": self.wording.message(problem), **more})


ENVELOPE: Final = GeneratorEnvelope(
    Wording(
        messages={
            "not_authenticated": "Not authorized, no token",
            "invalid_token": "Not authorized",
            "invalid_credential": "Not authorized",
            "wrong_credentials": "Invalid credentials",
            "email_taken": "User already exists",
            "content_not_found": "Content not found",
            "job_not_found": "Job not found",
            "internal_error": "Server error",
        },
        statuses={"email_taken": 400},
    )
)
