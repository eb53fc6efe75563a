"""Write what was done in the transaction that does it."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import orjson

from contentforge_platform.database import WriteSession
from contentforge_platform.ids import TenantId, UserId, new_id
from contentforge_tenants.audit import repository
from contentforge_tenants.audit.entities import Action, Entity
from contentforge_tenants.client import UNKNOWN, Client


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it (None: the system itself), and from where."""

    user: UserId | None
    client: Client = UNKNOWN


async def record(
    session: WriteSession,
    tenant: TenantId,
    actor: Actor,
    action: Action,
    entity: Entity,
    entity_id: UUID | None = None,
    *,
    old: Mapping[str, object] | None = None,
    new: Mapping[str, object] | None = None,
) -> None:
    """Note that `actor` did `action`. Values outside the entity's fields are left out."""
    await repository.insert(
        session,
        tenant,
        new_id(),
        actor.user,
        (action.value, entity.name, entity_id),
        (_json(entity.allowed(old)), _json(entity.allowed(new))),
        (actor.client.stored_ip, actor.client.stored_agent),
    )


def _json(values: dict[str, object] | None) -> str | None:
    return None if values is None else orjson.dumps(values, default=str).decode()
