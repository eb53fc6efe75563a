"""Whether the site in sight takes people in, and as what."""

from fastapi import Request

from contentforge_app.apis.blog.doors import site_slug
from contentforge_app.apis.common.callers import runtime_of
from contentforge_app.runtime import Runtime
from contentforge_app.settings import Environment
from contentforge_blog.sites import Site, SiteRegistration, opening_for_site, site_from
from contentforge_tenants.accounts import SiteDoor
from contentforge_tenants.settings import Registration


async def site_door(request: Request) -> SiteDoor:
    """The door of the site that path or host name.

    Raises:
        UnknownSite: 404.
    """
    runtime = runtime_of(request)
    async with runtime.uow.read(opening_for_site(site_slug(request))) as session:
        site = site_from(session)
    return SiteDoor(site.tenant, is_open=_is_open(runtime, site), first_leads=_first_leads(runtime, site))


def for_new_accounts(runtime: Runtime, door: SiteDoor) -> SiteDoor:
    """The door for people without an account: where the installation makes none, a site does not either."""
    is_open = door.is_open and runtime.settings.registration is Registration.OPEN
    return SiteDoor(door.tenant, is_open=is_open, first_leads=door.first_leads)


def _is_open(runtime: Runtime, site: Site) -> bool:
    of_the_default_site = runtime.settings.blog.registration if _is_default(runtime, site) else SiteRegistration.CLOSED
    return (site.registration or of_the_default_site) is SiteRegistration.OPEN


def _first_leads(runtime: Runtime, site: Site) -> bool:
    """In production a stranger must not be first: there an operator makes the administrator."""
    return _is_default(runtime, site) and runtime.settings.env is not Environment.PRODUCTION


def _is_default(runtime: Runtime, site: Site) -> bool:
    return site.slug == runtime.settings.blog.default_site
