"""Change a post, in three steps: see what is to be written, compose it without a transaction, and write it.

What was seen may have changed by the time of writing; then the steps are taken again (`Overtaken`).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

import asyncpg

from contentforge_blog import turns
from contentforge_blog.posts import repository, saving
from contentforge_blog.posts.audited import POST
from contentforge_blog.posts.composing import Composed, Composition
from contentforge_blog.posts.create import composition, told
from contentforge_blog.posts.errors import ChangedMeanwhile, LastTranslation, PostNotFound
from contentforge_blog.posts.filing import Places, file, places_of
from contentforge_blog.posts.hand import Hand
from contentforge_blog.posts.moving import decided, settle, standing_of
from contentforge_blog.posts.rules import check
from contentforge_blog.posts.status import SEEN, Standing, Status, Wish
from contentforge_blog.posts.telling import outside_of, tell
from contentforge_blog.posts.text import Text, TextChange
from contentforge_blog.sites import Site, check_locale
from contentforge_blog.turns import Texts
from contentforge_platform.database import ReadSession, WriteSession
from contentforge_platform.errors import Invalid
from contentforge_platform.ids import TenantId
from contentforge_tenants import audit


class Overtaken(Exception):
    """Somebody else has written a translation since it was seen: prepare the change anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is to become of a post.

    Attributes:
        expected: versions of the post of which it must be in one; None is any.
    """

    texts: Sequence[TextChange] = ()
    places: Places = field(default_factory=Places)
    wish: Wish = field(default_factory=Wish)
    expected: Collection[int] | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A translation as a change was made from it: its version, and the picture, which may go without a new version."""

    version: int
    hero: UUID | None

    @classmethod
    def of(cls, row: asyncpg.Record | None) -> "Seen | None":
        return None if row is None else cls(row["version"], row["hero_image_id"])


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is to be composed and written.

    Attributes:
        seen: what the texts were made from; None for a new one.
        removed: languages to be taken away.
    """

    composition: Composition
    seen: Mapping[str, "Seen | None"]
    removed: frozenset[str]


async def prepare(
    session: ReadSession, tenant: TenantId, site: Site, hand: Hand, post: UUID, change: Change
) -> Prepared:
    """See what the change makes of the post as it is.

    Raises:
        PostNotFound: there is none in sight.
        Invalid: a text breaks a rule, or the site does not have its language.
    """
    _admitted(await repository.find(session, tenant, post), hand, None)
    rows = await _rows(session, tenant, post)
    texts: dict[str, Text] = {}
    for one in change.texts:
        check_locale(site, one.locale, loc=("body", "translations", "locale"))
        if one.delete:
            continue
        former = Text.from_values(dict(rows[one.locale])) if one.locale in rows else None
        text = _merged(former, one)
        if text != former or one.always:
            check(text, one.locale)
            texts[one.locale] = text
    seen = {locale: Seen.of(rows.get(locale)) for locale in texts}
    removed = frozenset(one.locale for one in change.texts if one.delete)
    return Prepared(composition(site, post, texts), seen, removed)


async def apply(
    session: WriteSession,
    tenant: TenantId,
    hand: Hand,
    post: UUID,
    change: Change,
    prepared: Prepared,
    composed: Mapping[str, Composed],
) -> None:
    """Write a prepared change. A change that changes nothing leaves no trace.

    Raises:
        Overtaken: a translation is not as it was seen.
        PostNotFound: there is no such post in sight.
        ChangedMeanwhile: it is in no version that was expected.
        MayNotPublish, Invalid: as `moving.decided`.
        SlugTaken, UnknownReference, LastTranslation: as their names say.
    """
    row = _admitted(await repository.lock(session, tenant, post), hand, change.expected)
    before = await outside_of(session, tenant, post, Status(row["status"]))
    former = standing_of(row)
    after = await decided(session, former, hand, change.wish)
    new: dict[str, object] = {}
    new |= await _write_texts(session, tenant, hand, post, prepared, composed, published=before.published)
    new |= await _refile(session, tenant, post, change.places)
    if after != former:
        new |= told(after)
    if not new:
        return
    await repository.touch(session, tenant, post)
    if after != former:
        await settle(session, tenant, post, row["publish_item"], after)
    await tell(session, tenant, post, before, await outside_of(session, tenant, post, after.status))
    old = told(former) if after != former else None
    await audit.record(session, tenant, hand.actor, _action(former, after), POST, post, old=old, new=new)


def _admitted(row: asyncpg.Record | None, hand: Hand, expected: Collection[int] | None) -> asyncpg.Record:
    if row is None or hand.owner not in {None, row["author_id"]}:
        raise PostNotFound
    if expected is not None and row["version"] not in expected:
        raise ChangedMeanwhile
    return row


def _merged(former: Text | None, change: TextChange) -> Text:
    if former is not None:
        return former.changed(change.values)
    if not change.values.get("title"):
        raise Invalid(f"title is required for a new translation ({change.locale})", loc=("body", "translations"))
    return Text.from_values(change.values)


async def _write_texts(
    session: WriteSession,
    tenant: TenantId,
    hand: Hand,
    post: UUID,
    prepared: Prepared,
    composed: Mapping[str, Composed],
    *,
    published: bool,
) -> dict[str, object]:
    """Write what was composed; what the audit log tells of it comes back."""
    await _take_turn(session, tenant, post, prepared, composed)
    rows = await _rows(session, tenant, post)
    removed = prepared.removed & rows.keys()
    if any(seen != Seen.of(rows.get(at)) for at, seen in prepared.seen.items()):
        raise Overtaken
    if not (rows.keys() | composed.keys()) - removed:
        raise LastTranslation
    await saving.check_images(session, tenant, [one.text for one in composed.values()])
    for locale in sorted(removed):
        await repository.remove(session, tenant, post, locale)
    for locale, one in sorted(composed.items()):
        if locale not in rows:
            await saving.add(session, tenant, post, locale, one, hand.user)
            continue
        await saving.rewrite(session, tenant, post, locale, one, hand.user)
        slugs = rows[locale]["slug"], one.text.slug
        if slugs[0] != slugs[1]:
            await saving.move_slug(session, tenant, post, locale, slugs, keep=published)
    written = {"changed": sorted(composed), "deleted": sorted(removed)}
    return {name: locales for name, locales in written.items() if locales}


async def _take_turn(
    session: WriteSession, tenant: TenantId, post: UUID, prepared: Prepared, composed: Mapping[str, Composed]
) -> None:
    rows = await _rows(session, tenant, post)
    moved = any(at in rows and rows[at]["slug"] != one.text.slug for at, one in composed.items())
    if moved or prepared.removed & rows.keys():
        await turns.alone(session, tenant, Texts.POSTS)
    elif composed:
        await turns.beside_others(session, tenant, Texts.POSTS)


async def _rows(session: ReadSession, tenant: TenantId, post: UUID) -> dict[str, asyncpg.Record]:
    return {row["locale"]: row for row in await repository.texts(session, tenant, post)}


async def _refile(session: WriteSession, tenant: TenantId, post: UUID, wanted: Places) -> dict[str, object]:
    """File the post where it is not yet; what the audit log tells of it comes back."""
    if wanted == Places():
        return {}
    filed = await places_of(session, tenant, post)
    elsewhere = replace(
        wanted,
        categories=_unless_same(wanted.categories, filed.categories),
        tags=_unless_same(wanted.tags, filed.tags),
    )
    await file(session, tenant, post, elsewhere)
    told_ = {"category_ids": elsewhere.categories, "tag_ids": elsewhere.tags}
    return {name: list(terms) for name, terms in told_.items() if terms is not None}


def _unless_same(wanted: Sequence[UUID] | None, filed: Sequence[UUID] | None) -> Sequence[UUID] | None:
    return None if wanted is None or set(wanted) == set(filed or ()) else wanted


def _action(former: Standing, after: Standing) -> audit.Action:
    return audit.Action.PUBLISH if after != former and after.status in SEEN else audit.Action.UPDATE
