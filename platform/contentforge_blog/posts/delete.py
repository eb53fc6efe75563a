"""Delete a post, with all that belongs to it."""

from collections.abc import Collection
from uuid import UUID

from contentforge_blog import turns
from contentforge_blog.posts import repository
from contentforge_blog.posts.audited import POST
from contentforge_blog.posts.create import told
from contentforge_blog.posts.errors import ChangedMeanwhile, PostNotFound
from contentforge_blog.posts.moving import standing_of
from contentforge_blog.posts.telling import Outside, outside_of, tell
from contentforge_blog.turns import Texts
from contentforge_platform import work
from contentforge_platform.database import WriteSession
from contentforge_platform.ids import TenantId
from contentforge_tenants import audit


async def delete(
    session: WriteSession, tenant: TenantId, actor: audit.Actor, post: UUID, expected: Collection[int] | None = None
) -> None:
    """Delete the post, its revisions, former slugs and preview tokens; the work that was to publish it is called off.

    Raises:
        PostNotFound: there is none.
        ChangedMeanwhile: it is in no version that was expected.
    """
    row = await repository.lock(session, tenant, post)
    if row is None:
        raise PostNotFound
    if expected is not None and row["version"] not in expected:
        raise ChangedMeanwhile
    await turns.alone(session, tenant, Texts.POSTS)
    standing = standing_of(row)
    before = await outside_of(session, tenant, post, standing.status)
    titles = {text["locale"]: text["title"] for text in await repository.texts(session, tenant, post)}
    former = await repository.former_slugs(session, tenant, post)
    await repository.delete(session, tenant, post)
    if row["publish_item"] is not None:
        await work.cancel(session, tenant, [post])
    await tell(session, tenant, post, before, Outside(published=False), former=former)
    await audit.record(session, tenant, actor, audit.Action.DELETE, POST, post, old=told(standing) | {"titles": titles})
