"""What the audit log may tell of posts."""

from typing import Final

from contentforge_tenants.audit import Entity

POST: Final = Entity(
    "Post",
    frozenset(
        {"status", "publish_at", "author_id", "titles", "slugs", "changed", "deleted", "category_ids", "tag_ids"}
    ),
)
