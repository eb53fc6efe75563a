"""Errors as `{"success": false, "message": sentence}`."""

from typing import Final

from contentforge_app.apis.common.success import SuccessEnvelope
from contentforge_app.apis.common.wording import Wording

ENVELOPE: Final = SuccessEnvelope(
    Wording(
        messages={
            "not_authenticated": "User not authenticated",
            "invalid_token": "Invalid or expired access token",
            "invalid_credential": "Invalid or expired access token",
            "email_taken": "User with this email already exists",
            "content_not_found": "Content not found",
            "job_not_found": "Job not found",
            "internal_error": "Internal server error",
        },
        statuses={"email_taken": 400},
    )
)
