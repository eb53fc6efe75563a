"""Administrators who were put down, or out, while their request was on its way."""

from collections.abc import Awaitable, Callable

import pytest

from contentforge_platform.database import UnitOfWork
from contentforge_platform.ids import TenantId
from contentforge_tenants import memberships, organizations
from contentforge_tenants.access import Role
from contentforge_tenants.accounts import SignedIn
from contentforge_tenants.memberships import Manager, MemberChange
from contentforge_tenants.memberships.manage import RoleLost


@pytest.fixture
async def team(uow: UnitOfWork, ada: SignedIn, bob: SignedIn) -> TenantId:
    """Ada's, in which Bob is an ADMIN."""
    async with uow.write(None) as session:
        made = await organizations.create(session, ada.account.id, "Acme", shown_name="Ada")
        await memberships.add(session, made.id, bob.account.id, Role.ADMIN, name="Bob")
    return made.id


async def roles(uow: UnitOfWork, team: TenantId) -> dict[object, str]:
    async with uow.read(team) as session:
        rows = await session.fetch("SELECT user_id, role FROM membership WHERE organization_id = $1", team)
    return {row["user_id"]: row["role"] for row in rows}


async def test_who_was_put_down_meanwhile_changes_nobody(
    uow: UnitOfWork, team: TenantId, ada: SignedIn, bob: SignedIn
) -> None:
    """As where Ada's change is committed while Bob's request waits for the rows that it holds."""
    owner, was_admin = Manager(ada.account.id, Role.OWNER), Manager(bob.account.id, Role.ADMIN)
    async with uow.write(team) as session:
        await memberships.change(session, team, owner, bob.account.id, MemberChange(role=Role.VIEWER))

    for wanted in (MemberChange(role=Role.ADMIN), MemberChange(name="Robert")):
        with pytest.raises(RoleLost):
            async with uow.write(team) as session:
                await memberships.change(session, team, was_admin, bob.account.id, wanted)
    with pytest.raises(RoleLost):
        async with uow.write(team) as session:
            await memberships.put_out(session, team, was_admin, ada.account.id)

    assert (await roles(uow, team))[bob.account.id] == "VIEWER"


async def test_an_organization_is_handed_on_to_one_person(
    uow: UnitOfWork, team: TenantId, ada: SignedIn, bob: SignedIn, sign_up: Callable[[], Awaitable[SignedIn]]
) -> None:
    carol = await sign_up()
    by = Manager(ada.account.id, Role.OWNER)
    async with uow.write(team) as session:
        await memberships.add(session, team, carol.account.id, Role.EDITOR, name="Carol")
        await organizations.transfer(session, team, by, bob.account.id)

    with pytest.raises(RoleLost):
        async with uow.write(team) as session:
            await organizations.transfer(session, team, by, carol.account.id)

    assert [who for who, role in (await roles(uow, team)).items() if role == "OWNER"] == [bob.account.id]
