"""How this API's routes let staff and readers in, and the errors that come with each kind of door."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Request
from pydantic import BaseModel, Field

from contentforge_app.apis.common.callers import runtime_of
from contentforge_app.apis.common.documentation import Responses, caller_errors, problems, public_errors
from contentforge_app.apis.common.doors import Doors
from contentforge_app.apis.common.links import Links
from contentforge_app.runtime import Runtime
from contentforge_app.settings import Environment
from contentforge_blog.sites import Addresses, Counts, Site
from contentforge_platform.database import ReadSession
from contentforge_tenants.access import Audience

AUDIENCE: Final = Audience.BLOG
PREFIX: Final = "/api"
DEVELOPMENT_SITE: Final = "http://localhost:3000"
"""Where a site's web server stands while it is developed, unless the site says otherwise."""

_DOORS: Final = Doors(AUDIENCE)
read = _DOORS.read
write = _DOORS.write
visit = _DOORS.visit


class Refusal(BaseModel):
    """Why a request was refused."""

    statusCode: int = Field(description="The status of the answer.", examples=[404])  # noqa: N815 - the API's name
    message: str = Field(description="Sentences for people, joined by semicolons.", examples=["Post not found"])
    error: str = Field(description="The name of the status.", examples=["Not Found"])


PUBLIC_ERRORS: Final = public_errors(Refusal)
CALLER_ERRORS: Final = caller_errors(Refusal)


def refused(status: int, meaning: str) -> Responses:
    """One documented error of a route."""
    return problems(Refusal, {status: meaning})


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader of a site; `counts` are good for this version of the site."""

    site: Site
    counts: Counts
    runtime: Runtime
    links: Links

    def reading(self) -> AbstractAsyncContextManager[ReadSession]:
        """A read-only transaction in sight of the site's rows. What was read is put into words after it."""
        return self.runtime.uow.read(self.site.tenant, plans_once=True)


async def _reader(request: Request) -> Reader:
    runtime = runtime_of(request)
    known = await runtime.sites.get(site_slug(request))
    return Reader(known.site, known.counts, runtime, Links(request, runtime))


PublicReader = Annotated[Reader, Depends(_reader)]


def site_slug(request: Request) -> str:
    """The organization whose site the request is for: its path or its host says so, else it is the default one."""
    slug: str = request.scope["state"]["slug"]
    return slug


def addresses(links: Links, site: Site) -> Addresses:
    """Where the site's pages are: at its own address, else in production where this installation is reached.

    Elsewhere they are at `DEVELOPMENT_SITE`, also where the installation knows its own address, as it does under
    `contentforge dev`: there are no pages at that one.
    """
    if site.url is not None:
        return Addresses(site, site.url)
    if links.runtime.settings.env is not Environment.PRODUCTION:
        return Addresses(site, DEVELOPMENT_SITE)
    return Addresses(site, links.base())
