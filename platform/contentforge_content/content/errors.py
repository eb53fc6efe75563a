"""Refusals that concern texts."""

from contentforge_platform.errors import BadRequest, NotFound


class ContentNotFound(NotFound):
    code = "content_not_found"

    def __init__(self) -> None:
        super().__init__("Content not found.")


class NothingGenerated(BadRequest):
    """There is no generated text to go back to."""

    code = "nothing_generated"

    def __init__(self) -> None:
        super().__init__("No generated content available to rollback to")
