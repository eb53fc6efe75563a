"""What a caller may order: one product, one prompt, or a new text for an existing item."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from contentforge_content.vocabulary import ContentType, SourceType
from contentforge_platform.ids import new_id


@dataclass(frozen=True, slots=True, kw_only=True)
class JobOrder:
    """One job to be made.

    Attributes:
        source_data: facts as given, JSON-ready; they win over what a page says.
        prompt: a person's own instruction, for `prompt` sources.
        image_urls: checked URLs of images to take along; each costs one image.
        page_images: also take the page's product images, as far as the quota reaches.
        facts_read: `source_data` is all there is to know; the page need not be fetched.
        target: the content item that a regeneration writes anew.
        delay: seconds to hold the job back before anything is fetched or asked.
    """

    source_type: SourceType
    content_types: Sequence[ContentType]
    source_url: str | None = None
    source_data: Mapping[str, object] = field(default_factory=dict)
    prompt: str | None = None
    template_id: UUID | None = None
    image_urls: Sequence[str] = ()
    page_images: bool = False
    facts_read: bool = False
    provider: str | None = None
    model: str | None = None
    target: UUID | None = None
    delay: float = 0.0
    id: UUID = field(default_factory=new_id)
