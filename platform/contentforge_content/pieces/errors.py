"""Refusals that concern pieces."""

from contentforge_content.pieces.piece import PieceStatus
from contentforge_platform.errors import BadRequest


class NotFinished(BadRequest):
    """What is not written yet cannot be kept. `currentStatus` is how it stands."""

    code = "not_finished"

    def __init__(self, status: PieceStatus) -> None:
        super().__init__("Cannot save content from incomplete job", currentStatus=status.value)


class NothingToSave(BadRequest):
    """The job has ended without a text."""

    code = "nothing_to_save"

    def __init__(self) -> None:
        super().__init__("No generated content available")
