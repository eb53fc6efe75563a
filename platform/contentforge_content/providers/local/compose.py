"""Compose a text of any type: gather the material, choose the voice, hand both to the type's writer."""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from contentforge_content.prompts.request import PreparedRequest
from contentforge_content.providers.local import commerce, editorial, outreach
from contentforge_content.providers.local.material import Material, gather
from contentforge_content.providers.local.voice import Voice, voice_for
from contentforge_content.vocabulary import ContentType

Writer: TypeAlias = Callable[[Material, Voice], str]

WRITERS: Final[Mapping[ContentType, Writer]] = {
    ContentType.TITLE: commerce.title,
    ContentType.DESCRIPTION: commerce.description,
    ContentType.META_DESCRIPTION: commerce.meta_description,
    ContentType.KEYWORDS: commerce.keywords,
    ContentType.BULLET_POINTS: commerce.bullet_points,
    ContentType.PRODUCT_DESCRIPTION: commerce.product_description,
    ContentType.BLOG_POST_OUTLINE: editorial.outline,
    ContentType.BLOG_POST: editorial.blog_post,
    ContentType.ARTICLE: editorial.article,
    ContentType.SOCIAL_MEDIA_CAPTION: outreach.caption,
    ContentType.EMAIL_SUBJECT_LINE: outreach.subject_line,
    ContentType.EMAIL: outreach.email,
    ContentType.AD_COPY: outreach.ad_copy,
}


def compose(request: PreparedRequest) -> str:
    """The text for `request`; empty if the material holds nothing to write from."""
    material = gather(request.subject)
    if not material.name:
        return ""
    voice = voice_for(request.template.tone, request.template.style, request.language or material.language)
    return WRITERS[request.content_type](material, voice)
