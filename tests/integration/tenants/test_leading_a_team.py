"""Teams that nobody leads, as the default site is at first: whoever is first gets them, once."""

import asyncio

import pytest

from contentforge_platform.database import UnitOfWork
from contentforge_platform.ids import TenantId
from contentforge_tenants import organizations
from contentforge_tenants.access import Role
from contentforge_tenants.accounts import SignedIn, lead_team
from contentforge_tenants.organizations import SlugTaken


async def unled(uow: UnitOfWork, slug: str) -> TenantId | None:
    async with uow.write(None) as session:
        await organizations.ensure_unowned(session, slug, "Nobody's")
    async with uow.system() as session:
        return await organizations.unled(session, slug)


async def test_a_team_that_nobody_leads_is_given_to_the_first_who_asks(
    uow: UnitOfWork, ada: SignedIn, bob: SignedIn
) -> None:
    tenant = await unled(uow, "nobodys-team")

    outcomes = await asyncio.gather(
        *(lead_team(uow, who.account, "nobodys-team") for who in (ada, bob)), return_exceptions=True
    )

    [team] = [one for one in outcomes if not isinstance(one, BaseException)]
    [refused] = [one for one in outcomes if isinstance(one, BaseException)]
    assert isinstance(refused, SlugTaken)
    assert team.id == tenant
    async with uow.read(tenant) as session:
        owners = await session.fetch("SELECT user_id FROM membership WHERE role = 'OWNER' AND is_active")
    assert [row["user_id"] for row in owners] == [team.owner_id]
    assert await unled(uow, "nobodys-team") is None


async def test_who_leads_a_team_may_ask_again(uow: UnitOfWork, ada: SignedIn) -> None:
    await unled(uow, "adas-team-at-last")

    first = await lead_team(uow, ada.account, "adas-team-at-last")
    again = await lead_team(uow, ada.account, "adas-team-at-last")

    assert (first.id, again.role) == (again.id, Role.OWNER)


async def test_a_team_of_somebody_else_is_not_given_away(uow: UnitOfWork, ada: SignedIn, bob: SignedIn) -> None:
    await lead_team(uow, ada.account, "adas-own-team")

    with pytest.raises(SlugTaken):
        await lead_team(uow, bob.account, "adas-own-team")
