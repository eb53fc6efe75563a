"""Read and change the settings of a site."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, cast

from contentforge_blog.changes import PublicChange, announce
from contentforge_blog.sites import repository
from contentforge_blog.sites.rules import (
    Reachable,
    check_locales,
    check_path,
    check_revalidation,
    check_secret,
    check_site_url,
)
from contentforge_blog.sites.site import Site, site_from_row
from contentforge_platform.database import ReadSession, SystemSession, WriteSession
from contentforge_platform.errors import Conflict, Invalid, NotFound
from contentforge_platform.ids import TenantId
from contentforge_tenants import audit

SITE: Final = audit.Entity("Site", repository.COLUMNS - {"revalidate_secret"})
_PATHS: Final = ("preview_path", "post_path", "category_path", "tag_path")


class LocaleInUse(Conflict):
    """Something is written in a language that was to be taken from the site."""

    code = "locale_in_use"


@dataclass(frozen=True, slots=True)
class SiteChanges:
    """New values by the names of columns; a name that is absent stays as it is."""

    values: Mapping[str, object] = field(default_factory=dict)

    def text(self, name: str, otherwise: str | None) -> str | None:
        """The value that will hold for a text."""
        return cast("str | None", self.values.get(name, otherwise))


async def get(session: ReadSession, tenant: TenantId) -> Site:
    """The site of the organization in sight."""
    row = await repository.get(session, tenant)
    if row is None:
        raise NotFound("Site not found")
    return site_from_row(row)


async def change(
    session: WriteSession, tenant: TenantId, actor: audit.Actor, changes: SiteChanges, reachable: Reachable
) -> Site:
    """Change settings; what readers see of the site is made anew. A change that changes nothing leaves no trace.

    Raises:
        Invalid: a value breaks a rule.
        LocaleInUse: a language is taken away in which something is written.
    """
    await repository.lock(session, tenant)
    before = await get(session, tenant)
    values = _checked(before, changes, reachable)
    gone = [code for code in before.locales if code not in cast("tuple[str, ...]", values["locales"])]
    if used := await repository.used_locales(session, tenant, gone):
        raise LocaleInUse(f"There are texts in {', '.join(used)}; remove them first", locales=used)
    if not await repository.update(session, tenant, values):
        return before
    after = await get(session, tenant)
    shown = {name: value for name, value in values.items() if name in changes.values}
    await audit.record(session, tenant, actor, audit.Action.UPDATE, SITE, tenant, new=shown)
    await announce(session, tenant, PublicChange("site.changed", frozenset(before.locales) | frozenset(after.locales)))
    return after


def _checked(before: Site, changes: SiteChanges, reachable: Reachable) -> dict[str, object]:
    """All values that will hold, those that stay included: rules join them."""
    values = dict(changes.values)
    default = (changes.text("default_locale", before.default_locale) or "").lower()
    given = cast("list[str] | None", changes.values.get("locales"))
    locales = check_locales(before.locales if given is None else given, default)
    values |= {"default_locale": default, "locales": list(locales)}
    for name in _PATHS:
        former: str = getattr(before.paths, name.removesuffix("_path"))
        values[name] = check_path(name, changes.text(name, former) or "", multilingual=len(locales) > 1)
    if (url := changes.text("site_url", None)) is not None:
        values["site_url"] = check_site_url(url)
    secret = check_secret(changes.text("revalidate_secret", None))
    has_secret = secret is not None if "revalidate_secret" in values else before.has_revalidate_secret
    if (target := changes.text("revalidate_url", None)) is not None:
        values["revalidate_url"] = check_revalidation(target, reachable)
    if changes.text("revalidate_url", before.revalidate_url) is not None and not has_secret:
        raise Invalid("revalidate_url needs a revalidate_secret", loc=("body", "revalidate_secret"))
    return values


async def addresses_of_all(session: SystemSession) -> list[tuple[str, str]]:
    """Slug and address of every site that has set one, across tenants."""
    return [(row["slug"], row["url"]) for row in await repository.origins(session)]
