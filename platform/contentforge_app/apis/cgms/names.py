"""The content types that this API can name, as its clients write them."""

from collections.abc import Mapping
from typing import Final, Literal

from pydantic.config import JsonDict

from contentforge_content.vocabulary import ContentType

TypeName = Literal[
    "blog-post-outline", "blog-post", "product-description", "social-media-caption", "email-subject-line", "ad-copy"
]

NAMEABLE: Final = (
    ContentType.BLOG_POST_OUTLINE,
    ContentType.BLOG_POST,
    ContentType.PRODUCT_DESCRIPTION,
    ContentType.SOCIAL_MEDIA_CAPTION,
    ContentType.EMAIL_SUBJECT_LINE,
    ContentType.AD_COPY,
)
NAMES: Final[Mapping[ContentType, str]] = {kind: kind.value.replace("_", "-") for kind in NAMEABLE}
TYPES: Final[Mapping[str, ContentType]] = {name: kind for kind, name in NAMES.items()}
AS_SCHEMA: Final[JsonDict] = {"type": "string", "enum": list(TYPES)}
"""How a field of this kind is documented."""


def named_like(text: str) -> list[ContentType]:
    """The types whose name contains `text`, whatever its case."""
    return [kind for name, kind in TYPES.items() if text.casefold() in name]
