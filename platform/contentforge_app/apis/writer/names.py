"""What this API can name: its content types, its job ids, and the prompts that it makes of topics."""

from collections.abc import Mapping
from typing import Final, Literal
from uuid import UUID

from pydantic.config import JsonDict

from contentforge_content.vocabulary import ContentType
from contentforge_platform.ids import parse_id

TypeName = Literal["blog_post_outline", "product_description", "social_media_caption", "article", "email"]

NAMEABLE: Final = (
    ContentType.BLOG_POST_OUTLINE,
    ContentType.PRODUCT_DESCRIPTION,
    ContentType.SOCIAL_MEDIA_CAPTION,
    ContentType.ARTICLE,
    ContentType.EMAIL,
)
TYPES: Final[Mapping[str, ContentType]] = {kind.value: kind for kind in NAMEABLE}
AS_SCHEMA: Final[JsonDict] = {"type": "string", "enum": list(TYPES)}
"""How a field of this kind is documented."""

_JOB: Final = "content-"
_PROMPTS: Final[Mapping[ContentType, str]] = {
    ContentType.BLOG_POST_OUTLINE: "Create a comprehensive outline for a blog post about: {topic}",
    ContentType.PRODUCT_DESCRIPTION: "Write a persuasive product description for: {topic}",
    ContentType.SOCIAL_MEDIA_CAPTION: "Write an engaging social media caption about: {topic}",
    ContentType.ARTICLE: "Write an informative article about: {topic}",
    ContentType.EMAIL: "Write a clear and friendly email about: {topic}",
}


def prompt_for(content_type: ContentType, topic: str) -> str:
    """What is asked for in a sentence, made of the type and the topic that was typed."""
    before, _, after = _PROMPTS[content_type].partition("{topic}")
    return f"{before}{topic}{after}"


def job_id(content: UUID) -> str:
    """The job's id of a text: in this API the two are one."""
    return f"{_JOB}{content}"


def content_of_job(text: str) -> UUID | None:
    """The text that a job's id names, with or without its prefix; None for what is no id."""
    return parse_id(text.removeprefix(_JOB))
