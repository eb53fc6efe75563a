"""API keys: shown once, at most twenty at a time, ended for good with their maker's membership."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from contentforge_platform.database import UnitOfWork, WriteSession
from contentforge_platform.errors import Invalid, NotFound
from contentforge_platform.ids import ApiKeyId, new_id
from contentforge_platform.security import well_formed
from contentforge_tenants import api_keys, audit, memberships
from contentforge_tenants.access import Role, Scope
from contentforge_tenants.accounts import SignedIn
from contentforge_tenants.api_keys import ApiKeyInfo, TooManyKeys, UsedKeys
from contentforge_tenants.keyring import Keyring
from contentforge_tenants.principal import InvalidCredential, Principal, opening_for_key, principal_from


async def make(
    uow: UnitOfWork, keyring: Keyring, person: SignedIn, *, at: SignedIn | None = None, name: str = "ci"
) -> tuple[str, ApiKeyInfo]:
    tenant = (at or person).organization.id
    async with uow.write(tenant) as session:
        return await api_keys.create(session, keyring, tenant, person.account.id, name=name)


async def resolve(uow: UnitOfWork, keyring: Keyring, key: str) -> Principal:
    async with uow.read(opening_for_key(key, keyring.api_keys)) as session:
        return principal_from(session)


async def join(session: WriteSession, guest: SignedIn, host: SignedIn, role: Role) -> None:
    await memberships.add(session, host.organization.id, guest.account.id, role, name="Guest")


async def test_a_new_key_is_shown_once_and_kept_as_a_digest(uow: UnitOfWork, keyring: Keyring, ada: SignedIn) -> None:
    key, info = await make(uow, keyring, ada)

    assert well_formed(key)
    assert key.startswith(info.prefix)
    assert (info.scopes, info.is_active, info.last_used_at) == ((Scope.READ, Scope.WRITE), True, None)
    async with uow.system() as session:
        kept = await session.fetchval("SELECT k::text FROM api_key AS k WHERE id = $1", info.id)
        logged = await session.fetchval("SELECT string_agg(a::text, ' ') FROM audit_event AS a")
    assert key[12:] not in kept + logged
    assert info.prefix in logged


async def test_a_revoked_key_opens_nothing_and_stays_listed(uow: UnitOfWork, keyring: Keyring, ada: SignedIn) -> None:
    key, info = await make(uow, keyring, ada)
    tenant, me = ada.organization.id, ada.account.id

    for _ in range(2):
        async with uow.write(tenant) as session:
            await api_keys.revoke(session, tenant, info.id, user=me, by=me)

    with pytest.raises(InvalidCredential):
        await resolve(uow, keyring, key)
    async with uow.read(tenant) as session:
        listed, total = await api_keys.listing(session, tenant, user=me)
        lines, _ = await audit.listing(session, tenant, limit=10, offset=0, asked=audit.AuditFilter(entity="ApiKey"))
    assert ([one.id for one in listed], total, listed[0].is_active) == ([info.id], 1, False)
    assert [line.action for line in lines] == ["DELETE", "CREATE"], "the second time nothing happened"


async def test_foreign_and_unknown_keys_are_not_found(
    uow: UnitOfWork, keyring: Keyring, ada: SignedIn, bob: SignedIn
) -> None:
    key, info = await make(uow, keyring, bob)
    tenant, me = ada.organization.id, ada.account.id

    for stranger in (info.id, ApiKeyId(new_id())):
        async with uow.write(tenant) as session:
            with pytest.raises(NotFound, match=r"^API key not found\.$"):
                await api_keys.revoke(session, tenant, stranger, user=None, by=me)

    assert (await resolve(uow, keyring, key)).user_id == bob.account.id


async def test_forty_parallel_creations_leave_twenty_active_keys(
    uow: UnitOfWork, keyring: Keyring, ada: SignedIn
) -> None:
    results = await asyncio.gather(*(make(uow, keyring, ada) for _ in range(40)), return_exceptions=True)

    assert sum(isinstance(result, TooManyKeys) for result in results) == 20
    _, info = next(result for result in results if isinstance(result, tuple))
    tenant, me = ada.organization.id, ada.account.id
    async with uow.write(tenant) as session:
        await api_keys.revoke(session, tenant, info.id, user=me, by=me)
    await make(uow, keyring, ada)


@pytest.mark.parametrize(
    "bad",
    [
        {"name": ""},
        {"name": "x" * 101},
        {"name": "a\x00"},
        {"scopes": []},
        {"expires_at": datetime.now(UTC) - timedelta(seconds=1)},
        {"expires_at": datetime(2999, 1, 1)},  # noqa: DTZ001 - a time without zone is what is refused
    ],
)
async def test_a_bad_field_is_refused(uow: UnitOfWork, keyring: Keyring, ada: SignedIn, bad: dict[str, object]) -> None:
    fields = {"name": "ci", **bad}
    async with uow.write(ada.organization.id) as session:
        with pytest.raises(Invalid):
            await api_keys.create(session, keyring, ada.organization.id, ada.account.id, **fields)  # type: ignore[arg-type] # mixed


async def test_keys_end_when_their_maker_leaves_and_stay_ended_when_the_maker_returns(
    uow: UnitOfWork, keyring: Keyring, ada: SignedIn, bob: SignedIn
) -> None:
    tenant = bob.organization.id
    async with uow.write(tenant) as session:
        await join(session, ada, bob, Role.EDITOR)
    key, _ = await make(uow, keyring, ada, at=bob)
    own_key, _ = await make(uow, keyring, ada)
    assert (await resolve(uow, keyring, key)).role is Role.EDITOR

    async with uow.write(tenant) as session:
        await memberships.end(session, tenant, ada.account.id, by=bob.account.id)
    with pytest.raises(InvalidCredential):
        await resolve(uow, keyring, key)
    async with uow.write(tenant) as session:
        await session.fetch("UPDATE membership SET is_active = true")
    with pytest.raises(InvalidCredential):
        await resolve(uow, keyring, key)

    assert (await resolve(uow, keyring, own_key)).organization_id == ada.organization.id


async def test_uses_are_noted_beside_the_requests_at_most_once_a_minute(
    uow: UnitOfWork, keyring: Keyring, ada: SignedIn, bob: SignedIn
) -> None:
    used = UsedKeys()
    made = [(person, *await make(uow, keyring, person)) for person in (ada, bob)]
    for person, key, info in made:
        assert (await resolve(uow, keyring, key)).recently_used is False
        used.note(person.organization.id, info.id)
    uses = used.take()
    assert used.take() == {}

    async with uow.system() as session:
        await api_keys.note_used(session, uses)
        await api_keys.note_used(session, {name: moment + timedelta(seconds=59) for name, moment in uses.items()})

    for person, key, info in made:
        tenant = person.organization.id
        assert (await resolve(uow, keyring, key)).recently_used is True
        async with uow.read(tenant) as session:
            shown = await api_keys.find(session, tenant, info.id, user=None)
        assert shown.last_used_at == uses[tenant, info.id]
