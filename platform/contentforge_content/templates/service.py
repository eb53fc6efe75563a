"""Templates as people use them: the system's beside one's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from contentforge_content.prompts.placeholders import check_override
from contentforge_content.prompts.template import TemplateSpec
from contentforge_content.templates import repository
from contentforge_content.templates.errors import SystemTemplateFixed, TemplateNotFound
from contentforge_content.templates.system import BY_ID, DEFAULT, SINCE, SYSTEM_TEMPLATES, SystemTemplate
from contentforge_platform.database import ReadSession, WriteSession
from contentforge_platform.ids import TenantId, UserId, new_id


@dataclass(frozen=True, slots=True)
class TemplateView:
    """A template as people see it; `user_id` is None for the system's. `content_types` empty means all."""

    id: UUID
    user_id: UUID | None
    name: str
    description: str | None
    tone: str
    style: str
    content_types: Sequence[str]
    prompt_override: str | None
    is_system: bool
    is_default: bool
    created_at: datetime
    updated_at: datetime

    def spec(self) -> TemplateSpec:
        """The part of it that prompts are made with."""
        return TemplateSpec(self.tone, self.style, self.prompt_override)


async def create(session: WriteSession, tenant: TenantId, user: UserId, values: Mapping[str, object]) -> TemplateView:
    """Make a person's own template from name, description, tone, style, content_types and prompt_override.

    Raises:
        Invalid: the prompt override uses a placeholder that does not exist.
    """
    _check(values)
    row = await repository.insert(session, tenant, new_id(), user, values)
    if row is None:
        raise TemplateNotFound
    return _own(row)


async def find(session: ReadSession, tenant: TenantId, template: UUID, user: UserId) -> TemplateView:
    """A system template, or one of the person's own.

    Raises:
        TemplateNotFound: there is none, or it is somebody else's.
    """
    if template in BY_ID:
        return _system(BY_ID[template])
    row = await repository.find(session, tenant, template)
    if row is None or row["user_id"] != user:
        raise TemplateNotFound
    return _own(row)


async def visible(session: ReadSession, tenant: TenantId, user: UserId) -> list[TemplateView]:
    """The system's first, then the person's own, oldest first."""
    own = [_own(row) for row in await repository.own(session, tenant, user)]
    return [*map(_system, SYSTEM_TEMPLATES), *own]


async def change(
    session: WriteSession, tenant: TenantId, template: UUID, user: UserId, values: Mapping[str, object]
) -> TemplateView:
    """Set the given fields of a person's own template.

    Raises:
        TemplateNotFound: as `find`.
        SystemTemplateFixed: it is the system's.
        Invalid: as `create`.
    """
    if template in BY_ID:
        raise SystemTemplateFixed
    await find(session, tenant, template, user)
    _check(values)
    if values:
        await repository.change(session, tenant, template, values)
    return await find(session, tenant, template, user)


async def delete(session: WriteSession, tenant: TenantId, template: UUID, user: UserId) -> None:
    """Delete a person's own template; jobs made with it keep their texts.

    Raises:
        TemplateNotFound, SystemTemplateFixed: as `change`.
    """
    if template in BY_ID:
        raise SystemTemplateFixed
    await find(session, tenant, template, user)
    await repository.delete(session, tenant, template)


def system_spec_for(template: UUID | None) -> TemplateSpec | None:
    """What a system template asks for, the default one if none is named; None if it is a person's."""
    if template is not None and template not in BY_ID:
        return None
    return _system(BY_ID[template or DEFAULT.id]).spec()


async def own_spec_for(session: ReadSession, tenant: TenantId, template: UUID) -> TemplateSpec:
    """What a person's template asks for; the default one's if it is gone."""
    row = await repository.find(session, tenant, template)
    return _own(row).spec() if row is not None else _system(DEFAULT).spec()


def _check(values: Mapping[str, object]) -> None:
    override = values.get("prompt_override")
    if isinstance(override, str):
        check_override(override)


def _system(template: SystemTemplate) -> TemplateView:
    return TemplateView(
        id=template.id,
        user_id=None,
        name=template.name,
        description=template.description,
        tone=template.tone,
        style=template.style,
        content_types=(),
        prompt_override=None,
        is_system=True,
        is_default=template.is_default,
        created_at=SINCE,
        updated_at=SINCE,
    )


def _own(row: asyncpg.Record) -> TemplateView:
    return TemplateView(**dict(row), is_system=False, is_default=False)
