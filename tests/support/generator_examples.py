"""What the document's examples have: the fields of each, and what stands in them. What is left out there is absent."""

import re
from typing import Final

from support.shapes import Shape, a_text, a_token, an_id, just

_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
TYPES: Final = ("Blog Post Outline", "Product Description", "Social Media Caption")


def a_moment(value: object) -> bool:
    return isinstance(value, str) and _MOMENT.fullmatch(value) is not None


def a_type(value: object) -> bool:
    return value in TYPES


SIGNED_IN: Final[Shape] = {"_id": an_id, "name": a_text, "email": a_text, "token": a_token}
PROFILE: Final[Shape] = {"_id": an_id, "name": a_text, "email": a_text, "status": just("active"), "__v": just(0)}
CONTENT: Final[Shape] = {
    "_id": an_id,
    "userId": an_id,
    "title": a_text,
    "type": a_type,
    "body": a_text,
    "createdAt": a_moment,
    "updatedAt": a_moment,
    "__v": just(0),
}
REMOVED: Final[Shape] = {"id": an_id}
ORDERED: Final[Shape] = {
    "message": just("Content generation job queued successfully"),
    "jobId": an_id,
    "status": just("queued"),
    "delaySeconds": just(60),
    "scheduledFor": a_moment,
    "estimatedCompletionTime": a_moment,
}
_JOB: Final[Shape] = {
    "jobId": an_id,
    "contentType": a_type,
    "prompt": a_text,
    "scheduledFor": a_moment,
    "createdAt": a_moment,
}
QUEUED_JOB: Final[Shape] = {**_JOB, "status": just("queued")}
PROCESSING_JOB: Final[Shape] = {**_JOB, "status": just("processing")}
COMPLETED_JOB: Final[Shape] = {
    **_JOB,
    "status": just("completed"),
    "generatedContent": a_text,
    "completedAt": a_moment,
}
# The example has no completedAt; that a failed one has it all the same is said beside the document.
FAILED_JOB: Final[Shape] = {**_JOB, "status": just("failed"), "error": a_text, "completedAt": a_moment}
_LISTED: Final[Shape] = {"_id": an_id, "userId": an_id, "updatedAt": a_moment, "__v": just(0)}
LISTED_QUEUED: Final[Shape] = {**QUEUED_JOB, **_LISTED}
LISTED_COMPLETED: Final[Shape] = {**COMPLETED_JOB, **_LISTED}
SAVED: Final[Shape] = {"message": just("Content saved successfully"), "content": CONTENT}
_EVENT: Final[Shape] = {"userId": an_id, "jobId": an_id, "completedAt": a_moment}
COMPLETED_EVENT: Final[Shape] = {**_EVENT, "status": just("completed"), "generatedContent": a_text}
FAILED_EVENT: Final[Shape] = {**_EVENT, "status": just("failed"), "error": a_text}
