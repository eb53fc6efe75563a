"""File a post in categories, and give it tags."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from contentforge_blog.posts import filing_repository as repository
from contentforge_blog.posts.errors import UnknownReference
from contentforge_blog.posts.filing_repository import Filing
from contentforge_platform.database import ReadSession, WriteSession
from contentforge_platform.ids import TenantId


@dataclass(frozen=True, slots=True)
class Places:
    """Where a post is filed, or is to be: then None leaves it where it is."""

    categories: Sequence[UUID] | None = None
    tags: Sequence[UUID] | None = None

    def names(self) -> set[str]:
        """What copies of the public side are kept under."""
        return {f"category:{one}" for one in self.categories or ()} | {f"tag:{one}" for one in self.tags or ()}


async def places_of(session: ReadSession, tenant: TenantId, post: UUID) -> Places:
    """Where the post is."""
    return Places(
        await repository.filed(session, tenant, Filing.CATEGORY, post),
        await repository.filed(session, tenant, Filing.TAG, post),
    )


async def file(session: WriteSession, tenant: TenantId, post: UUID, wanted: Places) -> None:
    """Have the post exactly where it is wanted.

    Raises:
        UnknownReference: the organization has no such category or tag.
    """
    asked = ((Filing.CATEGORY, wanted.categories, "categoryIds"), (Filing.TAG, wanted.tags, "tagIds"))
    for kind, terms, field in asked:
        if terms is None:
            continue
        if unknown := await repository.unknown(session, tenant, kind, terms):
            told = ", ".join(map(str, unknown))
            raise UnknownReference(f"{field}: there is no {kind} {told}", loc=("body", field))
        await repository.refile(session, tenant, kind, post, terms)
