"""The content types that this API can name, as its clients write them."""

from collections.abc import Mapping
from typing import Final, Literal

from contentforge_content.vocabulary import ContentType

TypeName = Literal["Blog Post Outline", "Product Description", "Social Media Caption"]

TYPES: Final[Mapping[str, ContentType]] = {
    "Blog Post Outline": ContentType.BLOG_POST_OUTLINE,
    "Product Description": ContentType.PRODUCT_DESCRIPTION,
    "Social Media Caption": ContentType.SOCIAL_MEDIA_CAPTION,
}
NAMES: Final[Mapping[ContentType, str]] = {kind: name for name, kind in TYPES.items()}
NAMEABLE: Final = tuple(TYPES.values())


def named_like(text: str) -> list[ContentType]:
    """The types whose name contains `text`, whatever its case."""
    return [kind for name, kind in TYPES.items() if text.casefold() in name.casefold()]
