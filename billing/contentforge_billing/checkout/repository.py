"""SQL of checkouts. The customer's row is locked before one takes another's place."""

from datetime import datetime
from uuid import UUID

import asyncpg

from contentforge_billing.gateway import CheckoutSession
from contentforge_platform.database import ReadSession, WriteSession
from contentforge_platform.ids import TenantId

_COLUMNS = """
id, plan, success_url, cancel_url, state, attempt, price_id, trial_days, stripe_id, url, expires_at, created_at
"""

_PRESENT = f"""
SELECT {_COLUMNS} FROM checkout_session WHERE organization_id = $1 AND state IN ('opening', 'open')
"""

_LEAVING = (
    f"SELECT {_COLUMNS} FROM checkout_session WHERE organization_id = $1 AND state = 'leaving' ORDER BY created_at"
)

_FIND = f"SELECT {_COLUMNS} FROM checkout_session WHERE organization_id = $1 AND id = $2"

_INSERT = """
INSERT INTO checkout_session (organization_id, id, plan, success_url, cancel_url, state)
VALUES ($1, $2, $3, $4, $5, 'opening')
"""

_MOVE = "UPDATE checkout_session SET state = $4 WHERE organization_id = $1 AND id = $2 AND state = ANY($3::text[])"

# Decided once: whoever comes second reads what the first has decided.
_DECIDE = f"""
UPDATE checkout_session
SET price_id = coalesce(price_id, $3), trial_days = CASE WHEN price_id IS NULL THEN $4 ELSE trial_days END
WHERE organization_id = $1 AND id = $2 AND state = 'opening' RETURNING {_COLUMNS}
"""

_OPENED = f"""
UPDATE checkout_session
SET stripe_id = $3, url = $4, expires_at = $5, state = CASE WHEN state = 'opening' THEN 'open' ELSE state END
WHERE organization_id = $1 AND id = $2 RETURNING {_COLUMNS}
"""

# A page can be closed at Stripe; one of which we know nothing cannot have been paid by a customer that is gone.
_LEAVE = """
UPDATE checkout_session SET state = CASE WHEN stripe_id IS NULL THEN 'expired' ELSE 'leaving' END
WHERE organization_id = $1 AND created_at <= $2 AND state IN ('opening', 'open', 'leaving')
"""

_NEXT_ATTEMPT = """
UPDATE checkout_session SET attempt = attempt + 1 WHERE organization_id = $1 AND id = $2 AND attempt = $3
"""


async def present(session: ReadSession, tenant: TenantId) -> asyncpg.Record | None:
    return await session.fetchrow(_PRESENT, tenant)


async def leaving(session: ReadSession, tenant: TenantId) -> list[asyncpg.Record]:
    return await session.fetch(_LEAVING, tenant)


async def find(session: ReadSession, tenant: TenantId, checkout: UUID) -> asyncpg.Record | None:
    return await session.fetchrow(_FIND, tenant, checkout)


async def insert(
    session: WriteSession, tenant: TenantId, checkout: UUID, plan: str, success_url: str, cancel_url: str
) -> None:
    await session.fetchval(_INSERT, tenant, checkout, plan, success_url, cancel_url)


async def move(
    session: WriteSession, tenant: TenantId, checkout: UUID, state: str, *, only_from: tuple[str, ...]
) -> None:
    """Bring a checkout to another state; one that has left `only_from` stays as it is."""
    await session.fetchval(_MOVE, tenant, checkout, list(only_from), state)


async def decide(
    session: WriteSession, tenant: TenantId, checkout: UUID, price_id: str, trial_days: int
) -> asyncpg.Record | None:
    """None if another checkout has taken its place: nothing may be made of it any more."""
    return await session.fetchrow(_DECIDE, tenant, checkout, price_id, trial_days)


async def opened(
    session: WriteSession, tenant: TenantId, checkout: UUID, page: CheckoutSession
) -> asyncpg.Record | None:
    """Note the page. A checkout that is leaving learns it, too: it is the one to close."""
    return await session.fetchrow(_OPENED, tenant, checkout, page.id, page.url, page.expires_at)


async def leave(session: WriteSession, tenant: TenantId, *, until: datetime) -> None:
    """Give up what was begun until then: pages that we know of are to be closed."""
    await session.fetchval(_LEAVE, tenant, until)


async def next_attempt(session: WriteSession, tenant: TenantId, checkout: UUID, attempt: int) -> None:
    await session.fetchval(_NEXT_ATTEMPT, tenant, checkout, attempt)
