"""Errors as `{"statusCode", "message", "error"}`."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from typing_extensions import override

from contentforge_app.apis.common.wording import Wording
from contentforge_platform.http.envelope import Envelope, Problem, Rendered, code_of


@dataclass(frozen=True, slots=True)
class BlogEnvelope(Envelope):
    """All that is wrong in one text, joined by semicolons; `error` is the name of the status."""

    wording: Wording

    @override
    def render(self, problem: Problem) -> Rendered:
        status = self.wording.status(problem)
        message = "; ".join(dict.fromkeys(self.wording.sentences(problem)))
        body = {"statusCode": status, "message": message, "error": HTTPStatus(status).phrase}
        return Rendered(status, body, code_of(problem))


ENVELOPE: Final = BlogEnvelope(
    Wording(
        messages={
            "not_authenticated": "Unauthorized",
            "invalid_token": "Unauthorized",
            "invalid_credential": "Unauthorized",
            "wrong_credentials": "Invalid credentials",
            "email_taken": "Email already in use",
        }
    )
)
