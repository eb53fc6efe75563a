"""What an operator may tune about image processing."""

from pydantic import Field

from contentforge_platform.imaging.spec import Limits
from contentforge_platform.settings import Section

_DEFAULTS = Limits()


class ImagingSettings(Section):
    children: int = Field(default=2, ge=1, le=64, description="Child processes per process, each on one core.")
    memory_megabytes: int = Field(
        default=475, ge=128, description="Memory of one child; an image that needs more is refused."
    )
    seconds: float = Field(
        default=15, gt=0, le=300, description="Longest time for one image; then its child is killed."
    )
    images_per_child: int = Field(default=200, ge=1, description="Images after which a child is replaced by a new one.")
    max_bytes: int = Field(default=_DEFAULTS.max_bytes, gt=0, description="Largest file.")
    max_pixels: int = Field(default=_DEFAULTS.max_pixels, gt=0, description="Largest picture, before it is decoded.")
    max_alpha_pixels: int = Field(
        default=_DEFAULTS.max_alpha_pixels, gt=0, description="Transparent pictures are scaled down to this size."
    )
    max_frames: int = Field(
        default=_DEFAULTS.max_frames, ge=1, description="Longest animation, of which the first frame is used."
    )

    @property
    def limits(self) -> Limits:
        return Limits(
            max_bytes=self.max_bytes,
            max_pixels=self.max_pixels,
            max_alpha_pixels=self.max_alpha_pixels,
            max_frames=self.max_frames,
        )
