"""The library of pictures and films."""

from contentforge_blog.media.keys import Address, FocalPoint, parse_path, public_path
from contentforge_blog.media.kinds import MEDIA_VARIANTS
from contentforge_blog.media.library import MediaChange, Upload
from contentforge_blog.media.media import Media, MediaInUse, MediaNotFound, MediaStatus
from contentforge_blog.media.types import HEAD, MediaKind, MediaType, media_type

__all__ = [
    "HEAD",
    "MEDIA_VARIANTS",
    "Address",
    "FocalPoint",
    "Media",
    "MediaChange",
    "MediaInUse",
    "MediaKind",
    "MediaNotFound",
    "MediaStatus",
    "MediaType",
    "Upload",
    "media_type",
    "parse_path",
    "public_path",
]
