"""Everything that an organization can take along, and what stays behind: the composition root's half of exports."""

from typing import Final

from contentforge_app.runtime import Runtime
from contentforge_billing import takeout as billing
from contentforge_blog import takeout as blog
from contentforge_blog.media import public_path
from contentforge_content import takeout as content
from contentforge_platform.takeout import Archive, Collection
from contentforge_tenants import takeout as tenants

COLLECTIONS: Final[tuple[Collection, ...]] = (
    *tenants.COLLECTIONS,
    *content.COLLECTIONS,
    *blog.COLLECTIONS,
    *billing.COLLECTIONS,
)
LEFT_BEHIND: Final = frozenset(
    {"work_item", "work_lane", "live_event", "idempotency_key", "outgoing_mail"}  # how the product works, for a while
    | {"discarded_objects", "blog_revalidation", "blog_public_version"}  # likewise
    | {"blog_preview_token", "organization_export"}  # keys to what is exported itself
    | {"plan_override"}  # a note of the operators
)
"""Tables of tenants of which nothing is handed out."""
STORED: Final = (
    *(one for one in COLLECTIONS if one.files),
    Collection("exports", "organization_export", ("object_key",), files=("object_key",)),
)
"""Whose rows name stored objects that are there to stay."""
_MEDIA: Final = "media"


def archive_of(runtime: Runtime) -> Archive:
    """Writes archives. Addresses are absolute as far as it is known where people reach this installation."""
    base = str(runtime.settings.public_url or "").rstrip("/")

    def address(key: str) -> str:
        url = public_path(key) if key.split("/")[1] == _MEDIA else runtime.storage.url(key)
        return base + url if url.startswith("/") else url

    return Archive(runtime.uow, COLLECTIONS, address)
