"""Write posts in short transactions: admit and see, compose with none open, write; again where somebody was faster."""

from collections.abc import Awaitable, Callable, Collection, Iterable
from typing import Final
from uuid import UUID

from fastapi import Request

from contentforge_app.apis.blog.posts.schemas import ChangePost, CreatePost
from contentforge_app.apis.common.callers import Caller, Visitor
from contentforge_app.apis.common.idempotency import claimed
from contentforge_app.apis.common.requests import client_of
from contentforge_blog import sites
from contentforge_blog.posts import change, create, queries
from contentforge_blog.posts.change import Change, Overtaken, Prepared
from contentforge_blog.posts.composing import Composed, Composition, compose_at_once
from contentforge_blog.posts.create import Draft
from contentforge_blog.posts.errors import UnknownReference
from contentforge_blog.posts.filing import Places
from contentforge_blog.posts.hand import Hand
from contentforge_blog.posts.post import Post
from contentforge_blog.posts.status import Wish
from contentforge_blog.posts.text import Text, TextChange
from contentforge_platform.database import ReadSession
from contentforge_platform.errors import Conflict
from contentforge_platform.idempotency import remember
from contentforge_platform.ids import new_id, parse_id
from contentforge_tenants.access import permissions_of
from contentforge_tenants.audit import Actor

_TRIES: Final = 50

Drafting = Callable[[ReadSession, Caller], Awaitable[Draft]]
Making = Callable[[ReadSession, Caller], Awaitable[Change]]


def fixed(wanted: Change) -> Making:
    """A change that need not be asked of the database."""

    async def making(_session: ReadSession, _caller: Caller) -> Change:
        return wanted

    return making


def drafted(draft: Draft) -> Drafting:
    """A post that need not be asked of the database."""

    async def drafting(_session: ReadSession, _caller: Caller) -> Draft:
        return draft

    return drafting


def hand_of(caller: Caller, request: Request) -> Hand:
    """The caller as somebody who writes posts."""
    actor = Actor(caller.user, client_of(request))
    return Hand(caller.user, actor, permissions_of(caller.principal.role))


def draft_of(body: CreatePost) -> Draft:
    """The post that a body asks for."""
    texts = {one.locale: Text.from_values(_referring(one.change()).values) for one in body.translations}
    return Draft(id=new_id(), texts=texts, places=_places(body), wish=_wish(body))


def change_of(body: ChangePost, expected: Collection[int] | None) -> Change:
    """The change that a body asks for."""
    texts = [_referring(one.change()) for one in body.translations or ()]
    return Change(texts=texts, places=_places(body), wish=_wish(body), expected=expected)


async def make_post(request: Request, visitor: Visitor, key: str | None, drafting: Drafting) -> Post:
    """Make the post that `drafting` tells of; with a key that was used before, read what that one made."""
    async with visitor.uow.read(visitor.opening) as session:
        caller = visitor.admit(session)
        draft = await drafting(session, caller)
        work = create.prepare(await sites.get(session, caller.tenant), draft)
    composed = await _composed(visitor, caller, work)
    async with visitor.uow.write(visitor.opening) as session:
        caller = visitor.writing(session)
        use = await claimed(request, caller, session, key)
        if use is not None and use.objects:
            return await queries.get(session, caller.tenant, use.objects[0])
        await create.create(session, caller.tenant, hand_of(caller, request), draft, composed)
        if use is not None:
            await remember(session, use, [draft.id])
        return await queries.get(session, caller.tenant, draft.id)


async def change_post(request: Request, visitor: Visitor, post: UUID, making: Making) -> Post:
    """Change a post as `making` tells; the post as it is then comes back."""
    for _ in range(_TRIES):
        async with visitor.uow.read(visitor.opening) as session:
            caller = visitor.admit(session)
            wanted = await making(session, caller)
            hand, site = hand_of(caller, request), await sites.get(session, caller.tenant)
            prepared = await change.prepare(session, caller.tenant, site, hand, post, wanted)
        composed = await _composed(visitor, caller, prepared.composition)
        try:
            return await _write(request, visitor, post, wanted, prepared, composed)
        except Overtaken:
            continue
    raise Conflict("Others keep changing this post. Please try again.")


async def _write(
    request: Request,
    visitor: Visitor,
    post: UUID,
    wanted: Change,
    prepared: Prepared,
    composed: dict[str, Composed],
) -> Post:
    async with visitor.uow.write(visitor.opening) as session:
        caller = visitor.writing(session)
        await change.apply(session, caller.tenant, hand_of(caller, request), post, wanted, prepared, composed)
        return await queries.get(session, caller.tenant, post)


async def _composed(visitor: Visitor, caller: Caller, work: Composition) -> dict[str, Composed]:
    return await visitor.runtime.renderer.run(caller.tenant, compose_at_once, work) if work.texts else {}


def _places(body: CreatePost | ChangePost) -> Places:
    return Places(_ids(body.category_ids, "categoryIds"), _ids(body.tag_ids, "tagIds"))


def _wish(body: CreatePost | ChangePost) -> Wish:
    return Wish(body.status, body.publish_at, dated="publish_at" in body.model_fields_set)


def _ids(texts: Iterable[str] | None, field: str) -> list[UUID] | None:
    """Each once; what is no id leads as far as one that nothing has."""
    if texts is None:
        return None
    return list(dict.fromkeys(_reference(text, field) for text in texts))


def _referring(change: TextChange) -> TextChange:
    hero = change.values.get("hero_image_id")
    if not isinstance(hero, str):
        return change
    values = {**change.values, "hero_image_id": _reference(hero, "heroImageId")}
    return TextChange(change.locale, values, delete=change.delete)


def _reference(text: str, field: str) -> UUID:
    found = parse_id(text)
    if found is None:
        raise UnknownReference(f"{field}: there is none with the id {text}", loc=("body", field))
    return found
