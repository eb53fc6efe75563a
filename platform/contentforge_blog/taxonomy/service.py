"""Make, change, find and delete categories and tags."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import asyncpg

from contentforge_blog import turns
from contentforge_blog.changes import PublicChange, announce
from contentforge_blog.posts.rules import check_slug
from contentforge_blog.sites import Site, check_locale
from contentforge_blog.taxonomy import repository
from contentforge_blog.taxonomy.terms import (
    CategoryCycle,
    HasChildren,
    Kind,
    Term,
    TermNotFound,
    TermSlugTaken,
    TermText,
    TermWish,
    TextWish,
)
from contentforge_platform.database import ReadSession, WriteSession
from contentforge_platform.errors import Invalid
from contentforge_platform.ids import TenantId
from contentforge_platform.text import slugify
from contentforge_tenants import audit
from contentforge_tenants.audit import Actor

MOST_TERMS = 2_000


class TooManyTerms(Invalid):
    """Lists of categories and tags are not cut into pages."""

    code = "too_many_terms"

    def __init__(self) -> None:
        super().__init__(f"A site may have at most {MOST_TERMS}")


async def listing(session: ReadSession, tenant: TenantId, kind: Kind, *, published_only: bool) -> list[Term]:
    """All of a site, oldest first; counted are published posts, or all."""
    return [Term.of(row) for row in await repository.terms(session, tenant, kind, published_only=published_only)]


async def by_slug(session: ReadSession, tenant: TenantId, kind: Kind, locale: str, slug: str) -> Term:
    """One by its slug in a language, with its published posts counted.

    Raises:
        TermNotFound: there is none.
    """
    row = await repository.by_slug(session, tenant, kind, locale, slug)
    if row is None:
        raise TermNotFound(kind)
    return Term.of(row)


async def get(session: ReadSession, tenant: TenantId, kind: Kind, term: UUID) -> Term:
    """One with all its posts counted.

    Raises:
        TermNotFound: there is none.
    """
    rows = await repository.terms(session, tenant, kind, published_only=False, only=term)
    if not rows:
        raise TermNotFound(kind)
    return Term.of(rows[0])


async def create(session: WriteSession, site: Site, kind: Kind, actor: Actor, term: UUID, wanted: TermWish) -> Term:
    """Make a category or tag.

    Raises:
        Invalid: a text breaks a rule, or there is no such parent, or there are too many.
        TermSlugTaken: another one has a slug.
    """
    tenant = site.tenant
    await turns.alone(session, tenant, kind.value.texts)
    if len(await repository.terms(session, tenant, kind, published_only=False)) >= MOST_TERMS:
        raise TooManyTerms
    if wanted.parent is not None and wanted.parent not in await repository.tree(session, tenant):
        raise Invalid("parentId: there is no such category", loc=("body", "parentId"))
    texts = _merged(site, term, {}, wanted)
    await repository.insert(session, tenant, kind, term, wanted.parent)
    for locale, text in sorted(texts.items()):
        await _write(session, tenant, kind, term, locale, text)
    made = await get(session, tenant, kind, term)
    await audit.record(session, tenant, actor, audit.Action.CREATE, kind.value.entity, term, new=_told(made))
    await _announce(session, site, kind, term, [])
    return made


async def change(session: WriteSession, site: Site, kind: Kind, actor: Actor, term: UUID, wanted: TermWish) -> Term:
    """Change texts and place; languages and fields that are not named stay.

    Raises:
        TermNotFound: there is none.
        Invalid, TermSlugTaken: as `create`.
        CategoryCycle: it would stand below itself.
    """
    tenant = site.tenant
    await turns.alone(session, tenant, kind.value.texts)
    tree = await repository.tree(session, tenant) if wanted.moves else {}
    if not await repository.lock(session, tenant, kind, term):
        raise TermNotFound(kind)
    before = await get(session, tenant, kind, term)
    texts = _merged(site, term, before.texts, wanted)
    if wanted.moves:
        _check_place(tree, term, wanted.parent)
        await repository.move(session, tenant, term, wanted.parent)
    for locale in sorted(before.texts.keys() - texts.keys()):
        await repository.delete_text(session, tenant, kind, term, locale)
    for locale, text in sorted(texts.items()):
        if before.texts.get(locale) != text:
            await _write(session, tenant, kind, term, locale, text)
    await repository.touch(session, tenant, kind, term)
    after = await get(session, tenant, kind, term)
    if _told(after) != _told(before) or after.texts != before.texts:
        old, new = _told(before), _told(after)
        await audit.record(session, tenant, actor, audit.Action.UPDATE, kind.value.entity, term, old=old, new=new)
        await _announce(session, site, kind, term, await repository.pages(session, tenant, kind, term))
    return after


async def delete(session: WriteSession, site: Site, kind: Kind, actor: Actor, term: UUID) -> None:
    """Delete it; posts lose it, and stay.

    Raises:
        TermNotFound: there is none.
        HasChildren: categories stand below it.
    """
    tenant = site.tenant
    await turns.alone(session, tenant, kind.value.texts)
    tree = await repository.tree(session, tenant) if kind.value.in_tree else {}
    if not await repository.lock(session, tenant, kind, term):
        raise TermNotFound(kind)
    if term in tree.values():
        raise HasChildren
    before = await get(session, tenant, kind, term)
    pages = await repository.pages(session, tenant, kind, term)
    await repository.delete(session, tenant, kind, term)
    await _announce(session, site, kind, term, pages)
    await audit.record(session, tenant, actor, audit.Action.DELETE, kind.value.entity, term, old=_told(before))


def _merged(site: Site, term: UUID, before: Mapping[str, TermText], wanted: TermWish) -> dict[str, TermText]:
    texts = dict(before)
    for wish in wanted.texts:
        locale = check_locale(site, wish.locale, loc=("body", "translations"))
        if wish.delete:
            texts.pop(locale, None)
        else:
            texts[locale] = _text(term, texts.get(locale), wish)
    if not texts:
        raise Invalid("translations: at least one is needed", loc=("body", "translations"))
    return texts


def _text(term: UUID, before: TermText | None, wish: TextWish) -> TermText:
    name = wish.name or (before.name if before else None)
    if name is None:
        raise Invalid(f"translations: name is required ({wish.locale})", loc=("body", "translations"))
    slug = wish.slug or (before.slug if before else slugify(name, term.hex[:8]))
    if problem := check_slug(slug):
        raise Invalid(f"{problem} ({wish.locale})", loc=("body", "translations"))
    kept = before.description if before and not wish.clear else None
    return TermText(name, slug, wish.description or kept)


def _check_place(tree: Mapping[UUID, UUID | None], category: UUID, parent: UUID | None) -> None:
    if parent is not None and parent not in tree:
        raise Invalid("parentId: there is no such category", loc=("body", "parentId"))
    above = parent
    while above is not None:
        if above == category:
            raise CategoryCycle
        above = tree[above]


async def _write(session: WriteSession, tenant: TenantId, kind: Kind, term: UUID, locale: str, text: TermText) -> None:
    if not await repository.write_text(session, tenant, kind, term, locale, text):
        raise TermSlugTaken(locale, text.slug)


async def _announce(session: WriteSession, site: Site, kind: Kind, term: UUID, pages: Sequence[asyncpg.Record]) -> None:
    """Lists of categories and tags are stale, and pages of posts that show it, or did."""
    slugs = {locale: [row["slug"] for row in pages if row["locale"] == locale] for locale in site.locales}
    name = kind.value.name
    await announce(
        session, site.tenant, PublicChange(f"{name}.changed", frozenset(site.locales), slugs, (f"{name}:{term}",))
    )


def _told(term: Term) -> dict[str, object]:
    return {
        "names": {locale: text.name for locale, text in term.texts.items()},
        "slugs": {locale: text.slug for locale, text in term.texts.items()},
        "parent_id": term.parent,
    }
