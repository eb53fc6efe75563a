"""SQL of people's own templates."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

import asyncpg

from contentforge_platform.database import ReadSession, WriteSession
from contentforge_platform.ids import TenantId, UserId

_COLUMNS = "id, user_id, name, description, tone, style, content_types, prompt_override, created_at, updated_at"

_SETTABLE: Final = ("name", "description", "tone", "style", "content_types", "prompt_override")

_INSERT = f"""
INSERT INTO template
    (organization_id, id, user_id, name, description, tone, style, content_types, prompt_override)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING {_COLUMNS}
"""

_ONE = f"SELECT {_COLUMNS} FROM template WHERE organization_id = $1 AND id = $2"

_OWN = f"SELECT {_COLUMNS} FROM template WHERE organization_id = $1 AND user_id = $2 ORDER BY created_at, id"

_DELETE = "DELETE FROM template WHERE organization_id = $1 AND id = $2"


async def insert(
    session: WriteSession, tenant: TenantId, template: UUID, user: UserId, values: Mapping[str, object]
) -> asyncpg.Record | None:
    return await session.fetchrow(_INSERT, tenant, template, user, *(values[column] for column in _SETTABLE))


async def find(session: ReadSession, tenant: TenantId, template: UUID) -> asyncpg.Record | None:
    return await session.fetchrow(_ONE, tenant, template)


async def own(session: ReadSession, tenant: TenantId, user: UserId) -> list[asyncpg.Record]:
    """Oldest first."""
    return await session.fetch(_OWN, tenant, user)


async def change(session: WriteSession, tenant: TenantId, template: UUID, values: Mapping[str, object]) -> None:
    """Set the given columns, which are some of those that `insert` takes."""
    columns = [column for column in _SETTABLE if column in values]
    assignments = ", ".join(f"{column} = ${place}" for place, column in enumerate(columns, start=3))
    await session.fetchval(
        f"UPDATE template SET {assignments}, updated_at = clock_timestamp() WHERE organization_id = $1 AND id = $2",
        tenant,
        template,
        *(values[column] for column in columns),
    )


async def delete(session: WriteSession, tenant: TenantId, template: UUID) -> None:
    await session.fetchval(_DELETE, tenant, template)
