"""`/admin/site`: what an ADMIN sets for the site."""

from typing import Annotated, Final

from fastapi import APIRouter, Request, Response

from contentforge_app.apis.blog.doors import CALLER_ERRORS, PREFIX, read, refused, write
from contentforge_app.apis.blog.sites.schemas import ChangeSite, SiteSettings
from contentforge_app.apis.common.answers import answer
from contentforge_app.apis.common.callers import Reading, Writing
from contentforge_app.apis.common.documentation import TOKEN_ONLY
from contentforge_app.apis.common.requests import client_of
from contentforge_blog import sites
from contentforge_blog.sites import Paths, Site, SiteChanges
from contentforge_platform.http.strict_json import StrictJsonRoute
from contentforge_tenants.access import Permission
from contentforge_tenants.audit import Actor

router = APIRouter(
    prefix=f"{PREFIX}/admin/site", route_class=StrictJsonRoute, tags=["admin: site"], responses=CALLER_ERRORS
)

SiteReader = Annotated[Reading, read(Permission.BLOG_SITE_MANAGE)]
SiteManager = Annotated[Writing, write(Permission.BLOG_SITE_MANAGE)]

_PATHS: Final = Paths()
# What null means where a column cannot be empty; `locales` and `default_locale` stay as they are.
_DEFAULTS: Final = {
    "title": "",
    "description": "",
    "preview_path": _PATHS.preview,
    "post_path": _PATHS.post,
    "category_path": _PATHS.category,
    "tag_path": _PATHS.tag,
}
_NEVER_NULL: Final = frozenset({"locales", "default_locale"})


def _shown(site: Site) -> dict[str, object]:
    return {
        "slug": site.slug,
        "title": site.title,
        "description": site.description,
        "site_url": site.url,
        "preview_path": site.paths.preview,
        "post_path": site.paths.post,
        "category_path": site.paths.category,
        "tag_path": site.paths.tag,
        "default_locale": site.default_locale,
        "locales": site.locales,
        "registration": site.registration,
        "revalidate_url": site.revalidate_url,
        "has_revalidate_secret": site.has_revalidate_secret,
        "updated_at": site.updated_at,
    }


@router.get("", response_model=SiteSettings, summary="The site's settings", openapi_extra=TOKEN_ONLY)
async def show_site(caller: SiteReader) -> Response:
    """What holds for the site, defaults included."""
    return answer(_shown(await sites.get(caller.session, caller.tenant)))


@router.patch(
    "",
    response_model=SiteSettings,
    summary="Change the site's settings",
    responses=refused(409, "A language is taken away in which something is written."),
    openapi_extra=TOKEN_ONLY,
)
async def change_site(caller: SiteManager, request: Request, body: ChangeSite) -> Response:
    """Readers see the change at once; the site's web server is told if it wants to be."""
    given = body.model_dump(exclude_unset=True)
    values = {
        name: _DEFAULTS.get(name) if value is None else value
        for name, value in given.items()
        if value is not None or name not in _NEVER_NULL
    }
    actor = Actor(caller.user, client_of(request))
    reachable = caller.runtime.egress.check
    return answer(_shown(await sites.change(caller.session, caller.tenant, actor, SiteChanges(values), reachable)))
