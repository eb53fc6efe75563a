"""Issue preview tokens, see what one opens, end them."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from contentforge_blog.posts import queries
from contentforge_blog.posts.post import Post
from contentforge_blog.preview import repository
from contentforge_platform.database import ReadSession, SystemSession, WriteSession
from contentforge_platform.errors import NotFound
from contentforge_platform.ids import TenantId, UserId
from contentforge_platform.security import KeyedHash, is_opaque_token, make_opaque_token

LIFETIME: Final = timedelta(days=7)
_KIND: Final = "preview"


class PreviewNotFound(NotFound):
    """The token is none, has expired or was ended, or belongs to another site: which, is not told."""

    code = "preview_not_found"

    def __init__(self) -> None:
        super().__init__("Preview not found")


async def issue(
    session: WriteSession, tenant: TenantId, hashes: KeyedHash, post: UUID, user: UserId, owner: UserId | None
) -> str:
    """A token of 256 random bits that shows the post for 7 days; it is told here only.

    Raises:
        PostNotFound: there is none in sight; `owner` restricts sight to that person's.
    """
    await queries.get(session, tenant, post, owner)
    token = make_opaque_token(_KIND)
    await repository.insert(session, tenant, hashes.digest(token), post, user, LIFETIME)
    return token


async def opened(session: ReadSession, tenant: TenantId, hashes: KeyedHash, token: str) -> Post:
    """The post that the token shows, whatever its status.

    Raises:
        PreviewNotFound: it shows none on this site.
    """
    if not is_opaque_token(token, _KIND):
        raise PreviewNotFound
    post = await repository.post_of(session, tenant, hashes.candidates(token))
    if post is None:
        raise PreviewNotFound
    return await queries.get(session, tenant, post)


async def end(session: WriteSession, tenant: TenantId, post: UUID, owner: UserId | None) -> None:
    """End all tokens of a post.

    Raises:
        PostNotFound: as `issue`.
    """
    await queries.get(session, tenant, post, owner)
    await repository.end(session, tenant, post)


async def forget_old(session: SystemSession) -> int:
    """Delete one batch of expired tokens; how many they were."""
    return await repository.forget(session)
