"""Bring posts in, each in a transaction of its own: one that cannot be brought in leaves the others alone."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Self
from uuid import UUID

from contentforge_blog import sites, turns
from contentforge_blog.posts import create
from contentforge_blog.posts import repository as posts
from contentforge_blog.posts.composing import compose
from contentforge_blog.posts.create import Draft
from contentforge_blog.posts.filing import Places
from contentforge_blog.posts.hand import Hand
from contentforge_blog.posts.status import Status, Wish
from contentforge_blog.posts.text import Text
from contentforge_blog.sites import Site
from contentforge_blog.transfer import repository
from contentforge_blog.transfer.addresses import Move
from contentforge_blog.transfer.entry import PostEntry, TermEntry, Unreadable
from contentforge_blog.turns import Texts
from contentforge_platform.database import UnitOfWork, WriteSession
from contentforge_platform.errors import BusinessError
from contentforge_platform.ids import TenantId, UserId
from contentforge_tenants.access import Role, permissions_of
from contentforge_tenants.audit import Actor


class Outcome(StrEnum):
    """What became of a post or a file."""

    MADE = "made"
    THERE = "there already"


@dataclass(slots=True)
class Importer:
    """Brings posts into one site.

    Attributes:
        site: where to.
        user: a member, who becomes the author of posts whose own is none.
        authors: members by their addresses.
        terms: where terms of the source are found here, if not under their own ids.
        move: how addresses of the source's files become addresses of here.
        media: files of the source that are here.
    """

    uow: UnitOfWork
    site: Site
    user: UserId
    authors: dict[str, UserId]
    terms: dict[UUID, UUID] = field(default_factory=dict)
    move: Move | None = None
    media: set[UUID] = field(default_factory=set)

    @classmethod
    async def for_site(cls, uow: UnitOfWork, tenant: TenantId, author: str) -> Self:
        """For whoever has the address `author`.

        Raises:
            Unreadable: no member of the site has it.
        """
        async with uow.read(tenant) as session:
            site = await sites.get(session, tenant)
            authors = repository.by_address(await repository.emails(session, tenant))
        user = authors.get(author.strip().lower())
        if user is None:
            raise Unreadable(f"{author} is no member of the site")
        return cls(uow, site, user, authors)

    def member(self, email: str | None) -> UserId:
        """Whose an address is; whoever imports, if it is nobody's here."""
        return self.authors.get((email or "").strip().lower(), self.user)

    async def put_terms(self, terms: Iterable[TermEntry]) -> None:
        """Make categories and tags that are missing, parents first; one whose slug is here already is that one."""
        waiting = list(terms)
        while waiting:
            ready = [term for term in waiting if term.parent not in {other.id for other in waiting}]
            if not ready:
                raise Unreadable("categories are each other's parents")
            for term in ready:
                await self._put_term(term)
            waiting = [term for term in waiting if term not in ready]

    async def put(self, entry: PostEntry) -> Outcome:
        """Make a post, unless it is there.

        Raises:
            Unreadable: it cannot be made here, and why.
        """
        tenant = self.site.tenant
        async with self.uow.read(tenant) as session:
            if await repository.exists(session, tenant, entry.id):
                return Outcome.THERE
            wanted = {one.hero_image_id for one in entry.texts.values() if one.hero_image_id is not None}
            lost = set(await posts.unknown_images(session, tenant, wanted)) if wanted else set()
        draft = self._draft(entry, lost)
        try:
            composed = await asyncio.to_thread(compose, create.prepare(self.site, draft))
            async with self.uow.write(tenant) as session:
                await create.create(session, tenant, self._hand(entry.author), draft, composed)
                await self._date(session, entry)
        except BusinessError as refusal:
            raise Unreadable(f"{entry.source}: {refusal.message}") from None
        return Outcome.MADE

    async def _date(self, session: WriteSession, entry: PostEntry) -> None:
        """A post that was published long ago keeps its date; whatever has just been published has one of now."""
        kept = entry.publish_at if entry.status is Status.PUBLISHED else None
        now = await posts.now(session)
        past = kept if kept is not None and kept <= now else None
        await repository.date(session, self.site.tenant, entry.id, entry.created_at, past)

    async def _put_term(self, term: TermEntry) -> None:
        tenant = self.site.tenant
        parent = None if term.parent is None else self.terms.get(term.parent, term.parent)
        async with self.uow.write(tenant) as session:
            await turns.alone(session, tenant, Texts(term.kind.value))
            for one in term.translations:
                locale, slug = str(one.get("locale")), str(one.get("slug"))
                here = await repository.term_by_slug(session, tenant, term.kind, locale, slug)
                if here is not None:
                    self.terms[term.id] = here
                    return
            if not await repository.put_term(session, tenant, term.kind, term.id, parent, term.created_at):
                return
            for one in term.translations:
                values = [one.get(name) for name in ("locale", "name", "slug", "description")]
                await repository.put_name(session, tenant, term.kind, term.id, values)

    def _draft(self, entry: PostEntry, lost: set[UUID]) -> Draft:
        if not entry.texts:
            raise Unreadable(f"{entry.source}: it says nothing")
        wish = Wish(entry.status, entry.publish_at, dated=entry.publish_at is not None)
        places = Places(self._here(entry.categories), self._here(entry.tags))
        texts = {locale: self._moved(_without(text, lost)) for locale, text in entry.texts.items()}
        return Draft(id=entry.id, texts=texts, places=places, wish=wish)

    def _here(self, terms: Iterable[UUID]) -> list[UUID]:
        return list(dict.fromkeys(self.terms.get(term, term) for term in terms))

    def _moved(self, text: Text) -> Text:
        return text if self.move is None else self.move.of(text, self.media)

    def _hand(self, author: str | None) -> Hand:
        return Hand(self.member(author), Actor(self.user), permissions_of(Role.ADMIN))


def _without(text: Text, lost: set[UUID]) -> Text:
    return replace(text, hero_image_id=None) if text.hero_image_id in lost else text
