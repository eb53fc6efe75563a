"""Origins of sites' own web servers, whose pages may read the public side of that site by CORS."""

import asyncio
from typing import Final
from urllib.parse import urlsplit

from starlette.types import Scope

from contentforge_app.apis.blog.doors import AUDIENCE, PREFIX
from contentforge_app.mounts import Mounts
from contentforge_blog import sites
from contentforge_platform.database import UnitOfWork

_FRESH_SECONDS: Final = 5.0
_READS: Final = frozenset({b"GET", b"HEAD"})
_CLOSED: Final = tuple(f"{PREFIX}/{part}/" for part in ("admin", "auth"))
_ASKED: Final = b"access-control-request-method"


class SiteOrigins:
    """Answers from memory, which is read anew every five seconds."""

    def __init__(self, uow: UnitOfWork, mounts: Mounts) -> None:
        self._uow = uow
        self._mounts = mounts
        self._origins: dict[str, str] = {}

    def allows(self, scope: Scope, origin: str) -> bool:
        """Whether `origin` is the site's own, and only reads what everybody may."""
        headers = dict(scope["headers"])
        wanted = headers.get(_ASKED, b"") if scope["method"] == "OPTIONS" else scope["method"].encode()
        if wanted not in _READS:
            return False
        place = self._mounts.resolve(headers.get(b"host", b"").decode("latin-1"), scope["path"])
        if place.mount.name != AUDIENCE.value or place.slug is None:
            return False
        path = scope["path"].removeprefix(place.root_path)
        return not path.startswith(_CLOSED) and self._origins.get(place.slug) == origin

    async def keep_fresh(self) -> None:
        """Read all sites' addresses every few seconds, until cancelled."""
        while True:
            await self.refresh()
            await asyncio.sleep(_FRESH_SECONDS)

    async def refresh(self) -> None:
        """Read all sites' addresses."""
        async with self._uow.system() as session:
            found = await sites.addresses_of_all(session)
        self._origins = {slug: "{0.scheme}://{0.netloc}".format(urlsplit(url)) for slug, url in found}
