"""Move a post from one standing to another, with the work that a scheduled one needs."""

from datetime import timedelta
from typing import Final
from uuid import UUID

import asyncpg

from contentforge_blog.posts import repository
from contentforge_blog.posts.errors import MayNotPublish
from contentforge_blog.posts.hand import Hand
from contentforge_blog.posts.kinds import PUBLISH_POST
from contentforge_blog.posts.status import SEEN, Standing, Status, Wish, needed, resolve
from contentforge_platform import work
from contentforge_platform.database import WriteSession
from contentforge_platform.errors import Invalid
from contentforge_platform.ids import TenantId
from contentforge_tenants.access import Permission

# Later than anybody plans, and within what a timestamp can hold.
_LATEST: Final = timedelta(days=100 * 365)


def standing_of(row: asyncpg.Record) -> Standing:
    """How a locked post stands."""
    return Standing(Status(row["status"]), row["publish_at"])


async def decided(session: WriteSession, before: Standing | None, hand: Hand, wish: Wish) -> Standing:
    """How the post will stand; nothing is written.

    Raises:
        MayNotPublish: the move needs more than the hand may do.
        Invalid: the move needs a time, or the time is beyond all plans.
    """
    if wish.status in SEEN and Permission.BLOG_POSTS_PUBLISH not in hand.permissions:
        raise MayNotPublish
    now = await repository.now(session)
    after = resolve(before, wish, now)
    if needed(before, after) not in hand.permissions:
        raise MayNotPublish
    if after.publish_at is not None and after.publish_at > now + _LATEST:
        raise Invalid("publishAt is too far away", loc=("body", "publishAt"))
    return after


async def settle(session: WriteSession, tenant: TenantId, post: UUID, item: UUID | None, after: Standing) -> None:
    """Write how the post stands. The work that was to publish it (`item`) is called off; a scheduled one gets its own.

    Its rows must be held. Work items are locked after everything else.
    """
    if item is not None:
        await work.cancel(session, tenant, [post])
    coming = None
    if after.status is Status.SCHEDULED and after.publish_at is not None:
        # The delay counts from a later moment than the one it was taken at: the work is never early.
        delay = (after.publish_at - await repository.now(session)).total_seconds()
        new = work.NewItem(post, delay=max(delay, 0.0))
        [coming] = await work.enqueue(session, tenant, PUBLISH_POST, [new])
    await repository.set_standing(session, tenant, post, after, coming)
