"""Note that a site's web server is to be told, in the transaction of the change."""

from collections.abc import Iterable, Sequence
from typing import Final

from contentforge_blog.revalidation import repository
from contentforge_platform import work
from contentforge_platform.database import WriteSession
from contentforge_platform.ids import TenantId, new_id

REVALIDATE_SITE: Final = work.Kind("revalidate_site", queue="events", per_organization=4, max_attempts=8)


async def ask_to_revalidate(
    session: WriteSession,
    tenant: TenantId,
    event: str,
    pages: Iterable[tuple[str, Sequence[str]]],
    tags: Iterable[str],
) -> None:
    """Have the site's web server told of `event`: one request for each language, with the slugs of its stale pages.

    Nothing happens where the site names no address for it.
    """
    told = list(tags)
    for page in pages:
        asked = new_id()
        if not await repository.insert(session, tenant, asked, event, page, told):
            return
        await work.enqueue(session, tenant, REVALIDATE_SITE, [work.NewItem(asked)])
