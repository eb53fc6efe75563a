"""Refusals that concern images."""

from contentforge_platform.errors import NotFound


class ImageNotFound(NotFound):
    code = "image_not_found"

    def __init__(self) -> None:
        super().__init__("Image not found.")
