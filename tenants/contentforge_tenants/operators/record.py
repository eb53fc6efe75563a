"""Note what an operator did: in the operators' own list, and in the log of the organization that it concerns."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

import orjson

from contentforge_platform.database import WriteSession
from contentforge_platform.ids import TenantId, new_id
from contentforge_tenants import audit
from contentforge_tenants.audit import Action, Actor, Entity
from contentforge_tenants.client import Client
from contentforge_tenants.operators import repository
from contentforge_tenants.operators.service import Operator


class Verb(StrEnum):
    """All that operators change."""

    SUSPEND = "suspend"
    RESUME = "resume"
    OVERRIDE_PLAN = "override_plan"
    LIFT_OVERRIDE = "lift_override"
    RETRY_JOB = "retry_job"
    CANCEL_JOB = "cancel_job"
    REPLAY_INBOX = "replay_inbox"
    REPLAY_EVENT = "replay_event"
    RETRY_MAIL = "retry_mail"


@dataclass(frozen=True, slots=True)
class Deed:
    """One change.

    Attributes:
        entity: the kind of object, with the fields that may be logged of it.
        concerns: the organization whose object it is, which is in sight; None where it is nobody's.
        reason: what the operator gave as one.
    """

    verb: Verb
    entity: Entity
    entity_id: UUID | None
    concerns: TenantId | None = None
    reason: str | None = None
    old: Mapping[str, object] | None = None
    new: Mapping[str, object] | None = None


async def record(session: WriteSession, operator: Operator, client: Client, deed: Deed) -> None:
    """Write the deed down in the transaction that does it. Values outside the entity's fields are left out."""
    await repository.insert(
        session,
        new_id(),
        operator.id,
        (deed.verb.value, deed.entity.name, deed.entity_id),
        (deed.concerns, deed.reason),
        (_json(deed.entity.allowed(deed.old)), _json(deed.entity.allowed(deed.new))),
        (client.stored_ip, client.stored_agent),
    )
    if deed.concerns is None:
        return
    told = {**(deed.new or {}), "operator": deed.verb.value, "reason": deed.reason}
    shown = Entity(deed.entity.name, deed.entity.fields | {"operator", "reason"})
    by = Actor(operator.id, client)
    await audit.record(session, deed.concerns, by, Action.UPDATE, shown, deed.entity_id, old=deed.old, new=told)


def _json(values: dict[str, object] | None) -> str | None:
    return None if values is None else orjson.dumps(values, default=str).decode()
