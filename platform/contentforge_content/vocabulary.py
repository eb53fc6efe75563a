"""The words every part of generation shares: content types, source types, and the form of a text of each type."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class ContentType(StrEnum):
    """One vocabulary for all APIs; each API lists only the types it can name."""

    TITLE = "title"
    DESCRIPTION = "description"
    META_DESCRIPTION = "meta_description"
    KEYWORDS = "keywords"
    BULLET_POINTS = "bullet_points"
    PRODUCT_DESCRIPTION = "product_description"
    BLOG_POST_OUTLINE = "blog_post_outline"
    BLOG_POST = "blog_post"
    ARTICLE = "article"
    SOCIAL_MEDIA_CAPTION = "social_media_caption"
    EMAIL_SUBJECT_LINE = "email_subject_line"
    EMAIL = "email"
    AD_COPY = "ad_copy"


NATIVE_TYPES: Final[tuple[ContentType, ...]] = (
    ContentType.TITLE,
    ContentType.DESCRIPTION,
    ContentType.META_DESCRIPTION,
    ContentType.KEYWORDS,
    ContentType.BULLET_POINTS,
)
"""What the native API generates when a request names no types."""


PIECE_TYPES: Final[tuple[ContentType, ...]] = tuple(kind for kind in ContentType if kind not in NATIVE_TYPES)
"""What cgms, writer and generator deal in: one prompt, one text. Each of them names some of these."""


class JobStatus(StrEnum):
    """How a job stands. The last three are ends."""

    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN_STATES: Final = frozenset({JobStatus.PENDING, JobStatus.PROCESSING})


class SourceType(StrEnum):
    """Where a job's facts come from. `prompt` is what the other APIs' jobs are: a person's own instruction."""

    URL = "url"
    CSV = "csv"
    MANUAL = "manual"
    PROMPT = "prompt"


class Shape(StrEnum):
    """The outer form of a text, which decides how a model's answer is tidied."""

    LINE = "line"
    TEXT = "text"
    BULLETS = "bullets"
    COMMA_LIST = "comma_list"


@dataclass(frozen=True, slots=True)
class TypeRules:
    """What a finished text of one type must hold to.

    Attributes:
        shape: its outer form.
        max_chars: the longest text kept; longer ones are cut at a sentence or a word.
        max_tokens: how much a model may write for it.
        markdown: whether Markdown survives; where it does not, its marks are taken off.
        max_items: for bullets and comma lists, the most entries kept.
    """

    shape: Shape
    max_chars: int
    max_tokens: int
    markdown: bool = False
    max_items: int = 0


RULES: Final[dict[ContentType, TypeRules]] = {
    ContentType.TITLE: TypeRules(Shape.LINE, max_chars=150, max_tokens=120),
    ContentType.DESCRIPTION: TypeRules(Shape.TEXT, max_chars=6_000, max_tokens=1_200, markdown=True),
    ContentType.META_DESCRIPTION: TypeRules(Shape.LINE, max_chars=160, max_tokens=160),
    ContentType.KEYWORDS: TypeRules(Shape.COMMA_LIST, max_chars=600, max_tokens=250, max_items=15),
    ContentType.BULLET_POINTS: TypeRules(Shape.BULLETS, max_chars=2_000, max_tokens=500, max_items=10),
    ContentType.PRODUCT_DESCRIPTION: TypeRules(Shape.TEXT, max_chars=6_000, max_tokens=1_200, markdown=True),
    ContentType.BLOG_POST_OUTLINE: TypeRules(Shape.TEXT, max_chars=8_000, max_tokens=1_500, markdown=True),
    ContentType.BLOG_POST: TypeRules(Shape.TEXT, max_chars=30_000, max_tokens=3_500, markdown=True),
    ContentType.ARTICLE: TypeRules(Shape.TEXT, max_chars=40_000, max_tokens=4_500, markdown=True),
    ContentType.SOCIAL_MEDIA_CAPTION: TypeRules(Shape.TEXT, max_chars=2_200, max_tokens=400),
    ContentType.EMAIL_SUBJECT_LINE: TypeRules(Shape.LINE, max_chars=100, max_tokens=80),
    ContentType.EMAIL: TypeRules(Shape.TEXT, max_chars=8_000, max_tokens=1_200),
    ContentType.AD_COPY: TypeRules(Shape.TEXT, max_chars=1_200, max_tokens=400),
}


def word_count(text: str) -> int:
    """Whitespace-separated tokens, as every API counts words."""
    return len(text.split())
