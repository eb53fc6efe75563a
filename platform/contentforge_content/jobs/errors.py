"""Refusals that concern jobs."""

from uuid import UUID

from contentforge_platform.errors import Conflict, Invalid, NotFound


class JobNotFound(NotFound):
    code = "job_not_found"

    def __init__(self) -> None:
        super().__init__("Generation job not found.")


class JobEnded(Conflict):
    """The job has ended; there is nothing left to cancel."""

    code = "job_ended"

    def __init__(self, status: str) -> None:
        super().__init__(f"This job is already {status}.", status=status)


class TooManyTags(Invalid):
    """What is to be added does not fit beside the tags that a job has."""

    code = "too_many_tags"

    def __init__(self, job: UUID, most: int) -> None:
        super().__init__(f"Job {job} would have more than {most} tags.", loc=("body", "add"), job=str(job))


class NotRetryable(Conflict):
    """There is nothing to do once more. The message says why."""

    code = "job_not_retryable"


class GenerationInProgress(Conflict):
    """A text is being written anew; a second one would be paid for nothing."""

    code = "generation_in_progress"

    def __init__(self) -> None:
        super().__init__("Generation already in progress.")
