"""Sites that were asked for lately: readers come often, and settings change rarely."""

import time
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Final

from contentforge_blog.sites.opening import opening_for_site, site_from
from contentforge_blog.sites.site import Site
from contentforge_platform.database import UnitOfWork
from contentforge_platform.ids import TenantId

_TRUSTED_SECONDS: Final = 1.0
_MOST_SITES: Final = 10_000
_MOST_COUNTS: Final = 1_000


class Counts:
    """How many posts lists have, by what they ask for; good for one version of a site's public side."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, int] = {}

    def get(self, key: Hashable) -> int | None:
        """What was counted, if it was."""
        return self._kept.get(key)

    def keep(self, key: Hashable, count: int) -> None:
        """Keep a count for as long as the version lasts."""
        if len(self._kept) >= _MOST_COUNTS:
            self._kept.clear()
        self._kept[key] = count


@dataclass(frozen=True, slots=True)
class KnownSite:
    """A site as it was within the last second.

    `version` rises in the same transaction as each change that readers could see: what was read after it was asked for
    is never older than it says. See `contentforge_blog.versions`.
    """

    site: Site
    version: int
    until: float
    counts: Counts = field(default_factory=Counts)


class KnownSites:
    """By slug. An entry is believed for a second, and forgotten at once where a change is heard of."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._known: dict[str, KnownSite] = {}
        self._changes = 0

    async def get(self, slug: str) -> KnownSite:
        """The site of this organization, for readers.

        Raises:
            UnknownSite: there is none, or it is suspended.
        """
        former = self._known.get(slug)
        if former is not None and time.monotonic() < former.until:
            return former
        changes = self._changes
        found = await self._ask(slug)
        if former is not None and former.version == found.version:
            found = KnownSite(found.site, found.version, found.until, former.counts)
        if changes == self._changes:  # else something changed while we asked: good for this request only
            if len(self._known) >= _MOST_SITES:
                self._known.clear()
            self._known[slug] = found
        return found

    def forget(self, tenant: TenantId) -> None:
        """Ask again for this organization's site; whatever is being asked for at this moment is not kept."""
        self._changes += 1
        for slug in [slug for slug, known in self._known.items() if known.site.tenant == tenant]:
            del self._known[slug]

    def forget_all(self) -> None:
        """Ask again for every site: an organization was shut, and those that belong to it with it."""
        self._changes += 1
        self._known.clear()

    async def _ask(self, slug: str) -> KnownSite:
        async with self._uow.read(opening_for_site(slug)) as session:
            site = site_from(session)
            version = 0 if session.opened is None else session.opened["public_version"]
        return KnownSite(site, version, time.monotonic() + _TRUSTED_SECONDS)
