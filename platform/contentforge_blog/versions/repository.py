"""SQL of the versions of sites' public sides."""

from typing import Final

from contentforge_platform.database import WriteSession
from contentforge_platform.ids import TenantId

_RAISE: Final = """
INSERT INTO blog_public_version AS kept (organization_id, version) VALUES ($1, 1)
ON CONFLICT (organization_id) DO UPDATE SET version = kept.version + 1
"""


async def raise_version(session: WriteSession, tenant: TenantId) -> None:
    """Note that something changes with this transaction; held until its end, so it comes last."""
    await session.fetchval(_RAISE, tenant)
