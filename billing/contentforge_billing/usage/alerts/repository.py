"""SQL of alerts. The month is the database's, as in the ledger."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg

from contentforge_platform.database import ReadSession, SystemSession, WriteSession
from contentforge_platform.ids import TenantId

_MONTH = "date_trunc('month', clock_timestamp(), 'UTC')"

# Plans are told as (recorded word, metric, limit); a word that is not among them stands for the default plan.
_REACHED = f"""
SELECT counter.organization_id, counter.metric, counter.period_start, counter.used + counter.held AS taken,
       coalesce(known.most, standard.most) AS most, array_agg(step.threshold ORDER BY step.threshold) AS thresholds
FROM usage_period AS counter
JOIN organization ON organization.id = counter.organization_id
LEFT JOIN organization AS partner ON partner.id = organization.partner_id
LEFT JOIN unnest($1::text[], $2::text[], $3::int[]) AS known (word, metric, most)
    ON known.word = concat_ws('<', organization.plan, partner.plan) AND known.metric = counter.metric
JOIN unnest($4::text[], $5::int[]) AS standard (metric, most) ON standard.metric = counter.metric
CROSS JOIN unnest($6::int[]) AS step (threshold)
WHERE counter.period_start = {_MONTH} AND coalesce(known.most, standard.most) > 0
  AND (counter.used + counter.held)::bigint * 100 >= coalesce(known.most, standard.most)::bigint * step.threshold
  AND NOT EXISTS (
      SELECT FROM usage_alert AS alert
      WHERE alert.organization_id = counter.organization_id AND alert.metric = counter.metric
        AND alert.period_start = counter.period_start AND alert.threshold = step.threshold
  )
GROUP BY counter.organization_id, counter.metric, counter.period_start, taken, coalesce(known.most, standard.most)
LIMIT $7
"""

_INSERT = """
INSERT INTO usage_alert (organization_id, metric, period_start, threshold, id, used, most)
SELECT $1, $2, $3, step.threshold, step.id, $6, $7 FROM unnest($4::int[], $5::uuid[]) AS step (threshold, id)
ON CONFLICT DO NOTHING RETURNING threshold, id
"""

_RAISED = f"""
SELECT metric, threshold, used, most, raised_at FROM usage_alert
WHERE organization_id = $1 AND period_start = {_MONTH} ORDER BY raised_at, metric, threshold
"""


async def reached(
    session: SystemSession,
    plans: tuple[Sequence[str], Sequence[str], Sequence[int]],
    standard: tuple[Sequence[str], Sequence[int]],
    thresholds: Sequence[int],
    most: int,
) -> list[asyncpg.Record]:
    """Counters of this month that have reached thresholds which nobody was told of yet; at most so many."""
    return await session.fetch(_REACHED, *plans, *standard, thresholds, most)


async def insert(
    session: WriteSession,
    tenant: TenantId,
    period: tuple[str, datetime],
    steps: tuple[Sequence[int], Sequence[UUID]],
    figures: tuple[int, int],
) -> dict[int, UUID]:
    """Note thresholds as reached; those that nobody has noted before, with their ids."""
    rows = await session.fetch(_INSERT, tenant, *period, *steps, *figures)
    return {row["threshold"]: row["id"] for row in rows}


async def raised(session: ReadSession, tenant: TenantId) -> list[asyncpg.Record]:
    return await session.fetch(_RAISED, tenant)
