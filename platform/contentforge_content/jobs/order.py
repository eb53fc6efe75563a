"""What a caller may order: one product, one prompt, or a new text for an existing item."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
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
        title: what people call the text.
        in_library: whether the text is kept among their contents without being asked to.
        first_item: the id of its first text; that of an existing item has this item written anew in place.
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
    title: str | None = None
    in_library: bool = True
    first_item: UUID = field(default_factory=new_id)
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True, slots=True)
class NewJob:
    """A job that was made, and from when on it may run; both times are the database's."""

    id: UUID
    created_at: datetime
    run_at: datetime
