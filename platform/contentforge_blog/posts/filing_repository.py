"""SQL of where posts are filed."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final
from uuid import UUID

from contentforge_platform.database import ReadSession, WriteSession
from contentforge_platform.ids import TenantId


class Filing(StrEnum):
    """Kinds of places to file a post in; the values name tables and columns."""

    CATEGORY = "category"
    TAG = "tag"


_UNKNOWN: Final = """
SELECT wanted.id FROM unnest($2::uuid[]) AS wanted (id)
WHERE NOT EXISTS (SELECT FROM blog_{kind} AS term WHERE term.organization_id = $1 AND term.id = wanted.id)
"""

_FILED: Final = "SELECT {kind}_id AS id FROM blog_post_{kind} WHERE organization_id = $1 AND post_id = $2 ORDER BY 1"

_TAKE_OUT: Final = """
DELETE FROM blog_post_{kind} WHERE organization_id = $1 AND post_id = $2 AND NOT {kind}_id = ANY($3::uuid[])
"""

_PUT_IN: Final = """
INSERT INTO blog_post_{kind} (organization_id, post_id, {kind}_id) SELECT $1, $2, unnest($3::uuid[])
ON CONFLICT DO NOTHING
"""


async def unknown(session: ReadSession, tenant: TenantId, kind: Filing, terms: Sequence[UUID]) -> list[UUID]:
    """Those of `terms` that the organization does not have."""
    return [row["id"] for row in await session.fetch(_UNKNOWN.format(kind=kind), tenant, terms)]


async def filed(session: ReadSession, tenant: TenantId, kind: Filing, post: UUID) -> list[UUID]:
    """Where the post is."""
    return [row["id"] for row in await session.fetch(_FILED.format(kind=kind), tenant, post)]


async def refile(session: WriteSession, tenant: TenantId, kind: Filing, post: UUID, terms: Sequence[UUID]) -> None:
    """Have the post in exactly these places."""
    await session.fetchval(_TAKE_OUT.format(kind=kind), tenant, post, terms)
    await session.fetchval(_PUT_IN.format(kind=kind), tenant, post, terms)
