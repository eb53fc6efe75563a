"""Organizations as the operator's API shows them."""

from collections.abc import Mapping, Sequence

from contentforge_admin.operator.doors import Looking
from contentforge_billing import overrides, usage
from contentforge_billing.metrics import Metric
from contentforge_billing.overrides import Override
from contentforge_billing.plans import Plan
from contentforge_platform.ids import TenantId
from contentforge_tenants.memberships import Member
from contentforge_tenants.organizations.directory import DirectoryEntry, Leader, Relative


async def shown(caller: Looking, entries: Sequence[DirectoryEntry]) -> list[dict[str, object]]:
    """Organizations with their plans, what overrides these, and what they used of the month."""
    ids = [entry.id for entry in entries]
    taken = await usage.taken_by(caller.session, ids)
    given = await overrides.of_many(caller.session, ids)
    plan_of = caller.console.entitlements.plan_of
    return [_shown(entry, plan_of(entry.plan), taken.get(entry.id, {}), given) for entry in entries]


def member(member_: Member) -> dict[str, object]:
    return {
        "user_id": member_.user_id,
        "email": member_.email,
        "name": member_.name,
        "role": member_.role.value,
        "is_active": member_.is_active,
        "created_at": member_.created_at,
    }


def _shown(
    entry: DirectoryEntry, plan: Plan, taken: Mapping[Metric, int], given: Mapping[TenantId, Override]
) -> dict[str, object]:
    return {
        "id": entry.id,
        "slug": entry.slug,
        "name": entry.name,
        "kind": entry.kind,
        "state": entry.state,
        "suspended_at": entry.suspended_at,
        "suspended_for": entry.suspended_for,
        "plan": plan.tier,
        "plan_name": plan.name,
        "read_only": plan.paused,
        "override": _override(given.get(entry.id)),
        "usage": {m.value: {"used": taken.get(m, 0), "limit": plan.limit(m)} for m in Metric},
        "members": entry.members,
        "provisioned": entry.provisioned,
        "owner": _owner(entry.owner),
        "partner": _partner(entry.partner),
        "created_at": entry.created_at,
    }


def _override(override: Override | None) -> dict[str, object] | None:
    if override is None:
        return None
    return {
        "plan": override.tier,
        "reason": override.reason,
        "set_by": override.set_by,
        "ends_at": override.ends_at,
        "created_at": override.created_at,
    }


def _owner(owner: Leader | None) -> dict[str, object] | None:
    return None if owner is None else {"id": owner.id, "email": owner.email, "name": owner.name}


def _partner(partner: Relative | None) -> dict[str, object] | None:
    if partner is None:
        return None
    return {"id": partner.id, "slug": partner.slug, "name": partner.name, "state": partner.state}
