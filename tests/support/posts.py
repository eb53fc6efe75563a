"""Posts on the real database: a site with an editor and an author, who write, and the worker that publishes."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self
from uuid import UUID, uuid4

import asyncpg

from contentforge_blog import sites
from contentforge_blog.posts import change, create, queries, rollback
from contentforge_blog.posts.change import Change, Overtaken
from contentforge_blog.posts.composing import compose
from contentforge_blog.posts.create import Draft
from contentforge_blog.posts.hand import Hand
from contentforge_blog.posts.post import Post
from contentforge_blog.posts.text import Text, TextChange
from contentforge_blog.publishing import PublishHandler
from contentforge_platform import work
from contentforge_platform.database import UnitOfWork
from contentforge_platform.ids import TenantId, UserId
from contentforge_platform.observability import Metrics
from contentforge_tenants import memberships, organizations
from contentforge_tenants.access import Role, permissions_of
from contentforge_tenants.accounts import repository as accounts
from contentforge_tenants.audit import Actor
from contentforge_workers.outcome import run_claim

_TRIES = 100


@dataclass
class Desk:
    """The staff of one site, and what they do."""

    uow: UnitOfWork
    tenant: TenantId
    editor: Hand
    author: Hand
    made: list[UUID] = field(default_factory=list)

    @classmethod
    async def opened(cls, uow: UnitOfWork) -> Self:
        owner, tenant = await _person(uow)
        other, _ = await _person(uow)
        async with uow.write(tenant) as session:
            await memberships.add(session, tenant, other, Role.AUTHOR, name="An author")
        return cls(uow, tenant, hand(owner, Role.EDITOR), hand(other, Role.AUTHOR))

    async def write(self, by: Hand | None = None, texts: Mapping[str, Text] | None = None, **more: object) -> Post:
        """A new post; in Vietnamese and titled at random unless told otherwise."""
        told = texts or {"vi": Text(title=f"Bài viết {uuid4().hex}", body="# Nội dung")}
        draft = Draft(**{"id": uuid4(), "texts": told, **more})  # type: ignore[arg-type]  # a test's own
        async with self.uow.read(self.tenant) as session:
            site = await sites.get(session, self.tenant)
        composed = await asyncio.to_thread(compose, create.prepare(site, draft))
        async with self.uow.write(self.tenant) as session:
            await create.create(session, self.tenant, by or self.editor, draft, composed)
        return await self.read(draft.id)

    async def change(self, post: UUID, by: Hand | None = None, **more: object) -> Post:
        """Change a post as the API does: again where somebody was faster."""
        return await self.make(post, Change(**more), by)  # type: ignore[arg-type]  # a test's own

    async def make(self, post: UUID, wanted: Change, by: Hand | None = None) -> Post:
        hand = by or self.editor
        for _ in range(_TRIES):
            async with self.uow.read(self.tenant) as session:
                site = await sites.get(session, self.tenant)
                prepared = await change.prepare(session, self.tenant, site, hand, post, wanted)
            composed = await asyncio.to_thread(compose, prepared.composition)
            try:
                async with self.uow.write(self.tenant) as session:
                    await change.apply(session, self.tenant, hand, post, wanted, prepared, composed)
            except Overtaken:
                continue
            return await self.read(post)
        raise AssertionError("Others were always faster.")

    async def say(self, post: UUID, locale: str, by: Hand | None = None, **values: object) -> Post:
        return await self.change(post, by, texts=[TextChange(locale, values)])

    async def roll_back(self, post: UUID, locale: str, version: int) -> Post:
        async with self.uow.read(self.tenant) as session:
            back = await rollback.change_back(session, self.tenant, post, locale, version)
        return await self.make(post, back)

    async def read(self, post: UUID) -> Post:
        async with self.uow.read(self.tenant) as session:
            return await queries.get(session, self.tenant, post)

    async def fetch(self, sql: str, *args: object) -> list[asyncpg.Record]:
        """Rows of this site; `$1` is its organization."""
        async with self.uow.read(self.tenant) as session:
            return await session.fetch(sql, self.tenant, *args)

    async def items(self, post: UUID) -> list[str]:
        """States of the work on a post, oldest first."""
        sql = "SELECT state FROM work_item WHERE organization_id = $1 AND subject_id = $2 ORDER BY created_at"
        return [row["state"] for row in await self.fetch(sql, post)]

    async def claims(self) -> list[work.Claim]:
        """What a worker of the queue would run now."""
        async with self.uow.system() as session:
            return await work.claim(session, "events", 100, "desk")

    async def run(self, claim: work.Claim) -> None:
        await run_claim(self.uow, {"publish_post": PublishHandler(self.uow)}, claim, Metrics(process=False))


def hand(user: UserId, role: Role) -> Hand:
    return Hand(user, Actor(user), permissions_of(role))


async def _person(uow: UnitOfWork) -> tuple[UserId, TenantId]:
    user, address = UserId(uuid4()), f"{uuid4().hex}@example.com"
    async with uow.write(None) as session:
        await accounts.insert(session, user, (address, address), "A person", "no hash")
        organization = await organizations.create(session, user, "A site", shown_name="An editor")
    return user, organization.id
