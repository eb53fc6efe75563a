"""SQL of turns: advisory locks, which need no row to stand on."""

from enum import StrEnum
from typing import Final

from contentforge_platform.database import WriteSession
from contentforge_platform.ids import TenantId

_ALONE: Final = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))"
_BESIDE: Final = "SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 0))"


class Texts(StrEnum):
    """Texts of a site whose slugs are unique among each other."""

    POSTS = "post"
    CATEGORIES = "category"
    TAGS = "tag"


async def alone(session: WriteSession, tenant: TenantId, texts: Texts) -> None:
    """Wait until nobody else writes such texts of this site, and let nobody begin."""
    await session.fetchval(_ALONE, _name(tenant, texts))


async def beside_others(session: WriteSession, tenant: TenantId, texts: Texts) -> None:
    """Wait until nobody is alone at it; others of our kind write, too. They take slugs in the order of languages."""
    await session.fetchval(_BESIDE, _name(tenant, texts))


def _name(tenant: TenantId, texts: Texts) -> str:
    return f"blog:{texts}:{tenant}"
