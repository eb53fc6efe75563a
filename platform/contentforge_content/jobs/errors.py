"""Refusals that concern jobs."""

from contentforge_platform.errors import Conflict, NotFound


class JobNotFound(NotFound):
    code = "job_not_found"

    def __init__(self) -> None:
        super().__init__("Generation job not found.")


class JobEnded(Conflict):
    """The job has ended; there is nothing left to cancel."""

    code = "job_ended"

    def __init__(self, status: str) -> None:
        super().__init__(f"This job is already {status}.", status=status)


class NotRetryable(Conflict):
    """There is nothing to do once more. The message says why."""

    code = "job_not_retryable"


class GenerationInProgress(Conflict):
    """A text is being written anew; a second one would be paid for nothing."""

    code = "generation_in_progress"

    def __init__(self) -> None:
        super().__init__("Generation already in progress.")
