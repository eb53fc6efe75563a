"""The work that media consist of."""

from typing import Final

from contentforge_platform.work import Kind

MEDIA_VARIANTS: Final = Kind("media_variants", "media", per_organization=4)
