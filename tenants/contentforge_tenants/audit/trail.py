"""Where the log tells of what a person does with their account: it belongs to no organization, the request does."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from contentforge_platform.database import WriteSession
from contentforge_platform.ids import TenantId
from contentforge_tenants.audit.entities import Action, Entity
from contentforge_tenants.audit.record import Actor, record


@dataclass(frozen=True, slots=True)
class Trail:
    """Who acts, and the organization in whose log it is noted."""

    tenant: TenantId
    actor: Actor

    async def note(
        self,
        session: WriteSession,
        action: Action,
        entity: Entity,
        entity_id: UUID | None,
        *,
        old: Mapping[str, object] | None = None,
        new: Mapping[str, object] | None = None,
    ) -> None:
        """As `record`; the organization is in sight afterwards."""
        await session.enter(self.tenant)
        await record(session, self.tenant, self.actor, action, entity, entity_id, old=old, new=new)
