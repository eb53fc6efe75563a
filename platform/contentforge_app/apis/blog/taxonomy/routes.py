"""`/admin/categories`, `/admin/tags` for the staff, `/categories`, `/tags` for readers: alike but for the tree."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response

from contentforge_app.apis.blog.doors import CALLER_ERRORS, PREFIX, PUBLIC_ERRORS, PublicReader, read, refused, write
from contentforge_app.apis.blog.public.answering import public_json
from contentforge_app.apis.blog.taxonomy import render
from contentforge_app.apis.blog.taxonomy.schemas import Deleted, TermGiven, TermShown
from contentforge_app.apis.common.answers import answer
from contentforge_app.apis.common.callers import Reading, Writing
from contentforge_app.apis.common.documentation import PUBLIC, TOKEN_ONLY
from contentforge_app.apis.common.idempotency import IdempotencyKey, claimed
from contentforge_app.apis.common.requests import client_of
from contentforge_blog import sites, taxonomy
from contentforge_blog.taxonomy import Kind, TermNotFound
from contentforge_platform.http.strict_json import LenientBodyRoute
from contentforge_platform.http.text import Text
from contentforge_platform.idempotency import remember
from contentforge_platform.ids import new_id, parse_id
from contentforge_tenants.access import Permission
from contentforge_tenants.audit import Actor

_TaxonomyReader = Annotated[Reading, read(Permission.BLOG_TAXONOMY_READ)]
_TaxonomyWriter = Annotated[Writing, write(Permission.BLOG_TAXONOMY_WRITE)]
_TaxonomyDeleter = Annotated[Writing, write(Permission.BLOG_TAXONOMY_DELETE)]
_TermId = Annotated[str, Path(description="Its id.")]
_AskedLocale = Annotated[Text | None, Query(description="Shows the text in this language as `currentTranslation`.")]
_PLURALS: Final = {Kind.CATEGORY: "categories", Kind.TAG: "tags"}
_TAKEN: Final = refused(409, "Another one has the slug, or a request with this Idempotency-Key is being answered.")


def _locale(given: str | None) -> str | None:
    return given.strip().lower() if given and given.strip() else None


def _id(text: str, kind: Kind) -> UUID:
    found = parse_id(text)
    if found is None:
        raise TermNotFound(kind)
    return found


def _actor(caller: Writing, request: Request) -> Actor:
    return Actor(caller.user, client_of(request))


def _for_staff(kind: Kind) -> APIRouter:
    plural = _PLURALS[kind]
    router = APIRouter(
        prefix=f"{PREFIX}/admin/{plural}",
        route_class=LenientBodyRoute,
        tags=[f"admin: {plural}"],
        responses=CALLER_ERRORS,
    )
    _add_reading(router, kind)
    _add_writing(router, kind)
    _add_deleting(router, kind)
    return router


def _add_reading(router: APIRouter, kind: Kind) -> None:
    @router.get("", response_model=list[TermShown], summary=f"List {_PLURALS[kind]}", openapi_extra=TOKEN_ONLY)
    async def list_terms(caller: _TaxonomyReader, locale: _AskedLocale = None) -> Response:
        """All of them, oldest first, with all their posts counted."""
        terms = await taxonomy.listing(caller.session, caller.tenant, kind, published_only=False)
        return answer([render.shown(one, kind, _locale(locale)) for one in terms])

    @router.get("/{term_id}", response_model=TermShown, summary=f"Get a {kind.value.name}", openapi_extra=TOKEN_ONLY)
    async def get_term(term_id: _TermId, caller: _TaxonomyReader) -> Response:
        """One of them."""
        term = await taxonomy.get(caller.session, caller.tenant, kind, _id(term_id, kind))
        return answer(render.shown(term, kind, None))


def _add_writing(router: APIRouter, kind: Kind) -> None:
    name, in_tree = kind.value.name, kind.value.in_tree

    @router.post(
        "",
        status_code=201,
        response_model=TermShown,
        summary=f"Create a {name}",
        responses=_TAKEN,
        openapi_extra=TOKEN_ONLY,
    )
    async def create_term(
        body: TermGiven, caller: _TaxonomyWriter, request: Request, idempotency_key: IdempotencyKey = None
    ) -> Response:
        """In at least one language of the site."""
        use = await claimed(request, caller, caller.session, idempotency_key)
        if use is not None and use.objects:
            term = await taxonomy.get(caller.session, caller.tenant, kind, use.objects[0])
            return answer(render.shown(term, kind, None), 201)
        site = await sites.get(caller.session, caller.tenant)
        wish, actor = body.wish(in_tree=in_tree), _actor(caller, request)
        term = await taxonomy.create(caller.session, site, kind, actor, new_id(), wish)
        if use is not None:
            await remember(caller.session, use, [term.id])
        return answer(render.shown(term, kind, None), 201)

    @router.patch(
        "/{term_id}",
        response_model=TermShown,
        summary=f"Change a {name}",
        responses=refused(409, "Another one has the slug."),
        openapi_extra=TOKEN_ONLY,
    )
    async def change_term(term_id: _TermId, body: TermGiven, caller: _TaxonomyWriter, request: Request) -> Response:
        """Languages and fields that are absent stay."""
        site = await sites.get(caller.session, caller.tenant)
        wish, actor = body.wish(in_tree=in_tree), _actor(caller, request)
        term = await taxonomy.change(caller.session, site, kind, actor, _id(term_id, kind), wish)
        return answer(render.shown(term, kind, None))


def _add_deleting(router: APIRouter, kind: Kind) -> None:
    name, in_tree = kind.value.name, kind.value.in_tree

    @router.delete(
        "/{term_id}",
        response_model=Deleted,
        summary=f"Delete a {name}",
        responses=refused(409, "Categories stand below it.") if in_tree else {},
        openapi_extra=TOKEN_ONLY,
    )
    async def delete_term(term_id: _TermId, caller: _TaxonomyDeleter, request: Request) -> Response:
        """Posts lose it, and stay."""
        site = await sites.get(caller.session, caller.tenant)
        await taxonomy.delete(caller.session, site, kind, _actor(caller, request), _id(term_id, kind))
        return answer({"success": True})


def _for_readers(kind: Kind) -> APIRouter:
    plural, name = _PLURALS[kind], kind.value.name
    router = APIRouter(prefix=f"{PREFIX}/{plural}", tags=["public"], responses=PUBLIC_ERRORS)

    @router.get("", response_model=list[TermShown], summary=f"List {plural}", openapi_extra=PUBLIC)
    async def list_terms(request: Request, reader: PublicReader, locale: _AskedLocale = None) -> Response:
        """All of them, oldest first, with their published posts counted."""
        async with reader.reading() as session:
            terms = await taxonomy.listing(session, reader.site.tenant, kind, published_only=True)
        return public_json(request, [render.shown(one, kind, _locale(locale)) for one in terms])

    @router.get(
        "/{locale}/{slug}",
        response_model=TermShown,
        summary=f"A {name} by its slug",
        responses=refused(404, f"There is no such {name}."),
        openapi_extra=PUBLIC,
    )
    async def get_term(request: Request, reader: PublicReader, locale: Text, slug: Text) -> Response:
        """With its text in this language."""
        code = locale.lower()
        async with reader.reading() as session:
            term = await taxonomy.by_slug(session, reader.site.tenant, kind, code, slug)
        return public_json(request, render.shown(term, kind, code))

    return router


routers: Final = tuple(make(kind) for make in (_for_readers, _for_staff) for kind in Kind)
