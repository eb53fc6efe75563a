"""SQL of collections: pages of rows by their key, each row as JSON made by the database."""

from collections.abc import Sequence

import asyncpg

from contentforge_platform.database import ReadSession
from contentforge_platform.ids import TenantId
from contentforge_platform.takeout.collection import Collection

PAGE = 500


async def page(
    session: ReadSession, tenant: TenantId, collection: Collection, after: Sequence[object] | None
) -> list[asyncpg.Record]:
    """The next rows after the key `after`: `line` is the JSON, the rest the key."""
    keys = ", ".join(collection.key)
    later = ""
    if after is not None:
        places = ", ".join(f"${number}" for number in range(2, 2 + len(after)))
        later = f"AND ({keys}) > ({places})"
    return await session.fetch(
        f"""
SELECT {keys}, (
    SELECT to_jsonb(shown)::text FROM (SELECT {", ".join(collection.columns)}) AS shown
) AS line
FROM {collection.source} WHERE {collection.tenant} = $1 {later} ORDER BY {keys} LIMIT {PAGE}
""",
        tenant,
        *(after or ()),
    )
