"""The work of publishing a scheduled post: once, at its time by the database's clock, whoever does it.

What is checked, with the post's row held:

| the post | what becomes of the work |
|---|---|
| is there, SCHEDULED, by this very item, and due | it is PUBLISHED |
| is due later (its time was read otherwise than by the database) | put off until then |
| was unscheduled, scheduled anew, published by hand or deleted | nothing: the item is done |

The item ends in the transaction that publishes. A worker that has lost its lease writes nothing.
"""

from contentforge_blog.posts import repository
from contentforge_blog.posts.audited import POST
from contentforge_blog.posts.create import told
from contentforge_blog.posts.moving import standing_of
from contentforge_blog.posts.status import Standing, Status
from contentforge_blog.posts.telling import Outside, outside_of, tell
from contentforge_platform import work
from contentforge_platform.database import UnitOfWork, WriteSession
from contentforge_platform.work import Claim, RetryLater
from contentforge_tenants import audit


class PublishHandler:
    """Publishes scheduled posts."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    async def run(self, claim: Claim) -> None:
        async with self._uow.write(claim.tenant) as session:
            await _publish(session, claim)
            await work.finish(session, claim)

    async def give_up(self, claim: Claim, reason: str) -> None:
        """Nobody else would publish it: the last attempt is one more."""
        del reason
        await self.run(claim)


async def _publish(session: WriteSession, claim: Claim) -> None:
    row = await repository.lock(session, claim.tenant, claim.subject)
    if row is None or row["publish_item"] != claim.id or row["status"] != Status.SCHEDULED:
        return
    before = standing_of(row)
    early = (row["publish_at"] - await repository.now(session)).total_seconds()
    if early > 0:
        raise RetryLater("The post is not due yet.", delay=early)
    after = Standing(Status.PUBLISHED, before.publish_at)
    await repository.set_standing(session, claim.tenant, claim.subject, after, None)
    await repository.touch(session, claim.tenant, claim.subject)
    shown = await outside_of(session, claim.tenant, claim.subject, after.status)
    await tell(session, claim.tenant, claim.subject, Outside(published=False), shown)
    system = audit.Actor(None)
    await audit.record(
        session, claim.tenant, system, audit.Action.PUBLISH, POST, claim.subject, old=told(before), new=told(after)
    )
