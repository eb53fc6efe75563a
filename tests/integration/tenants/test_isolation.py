"""One tenant never sees, changes or reaches into another, even where a statement forgot to say whose rows it means."""

import asyncpg
import pytest

from contentforge_platform.database import UnitOfWork
from contentforge_platform.ids import new_id
from contentforge_tenants import api_keys, audit
from contentforge_tenants.accounts import SignedIn
from contentforge_tenants.keyring import Keyring

TABLES = {
    "organization": "id",
    "membership": "organization_id",
    "api_key": "organization_id",
    "audit_event": "organization_id",
}


@pytest.fixture
async def furnished(uow: UnitOfWork, keyring: Keyring, ada: SignedIn, bob: SignedIn) -> None:
    for person in (ada, bob):
        tenant = person.organization.id
        async with uow.write(tenant) as session:
            await api_keys.create(session, keyring, tenant, person.account.id, name="ci")


@pytest.mark.usefixtures("furnished")
@pytest.mark.parametrize(("table", "column"), TABLES.items())
async def test_a_forgotten_where_returns_the_own_rows_only_and_without_a_tenant_none(
    uow: UnitOfWork, ada: SignedIn, table: str, column: str
) -> None:
    async with uow.read(ada.organization.id) as session:
        seen = {row[column] for row in await session.fetch(f"SELECT {column} FROM {table}")}
    async with uow.read(None) as session:
        unseen = await session.fetch(f"SELECT {column} FROM {table}")

    assert (seen, unseen) == ({ada.organization.id}, [])


@pytest.mark.usefixtures("furnished")
async def test_a_forgotten_where_changes_the_own_rows_only(uow: UnitOfWork, ada: SignedIn, bob: SignedIn) -> None:
    async with uow.write(ada.organization.id) as session:
        await session.fetch("UPDATE api_key SET revoked_at = now()")
        await session.fetch("UPDATE organization SET name = 'mine now'")
        await session.fetch("UPDATE membership SET is_active = false")

    async with uow.read(bob.organization.id) as session:
        assert await session.fetchval("SELECT count(*) FROM api_key WHERE revoked_at IS NOT NULL") == 0
        assert await session.fetchval("SELECT name FROM organization") == bob.organization.name
        assert await session.fetchval("SELECT is_active FROM membership") is True


@pytest.mark.parametrize(
    "forged",
    [
        "INSERT INTO membership (organization_id, user_id, role, name) VALUES ($1, $2, 'OWNER', 'x')",
        (
            "INSERT INTO api_key (organization_id, id, user_id, name, prefix, digest, scopes)"
            " VALUES ($1, gen_random_uuid(), $2, 'x', 'x', gen_random_uuid()::text::bytea, '{read}')"
        ),
        (
            "INSERT INTO audit_event (organization_id, id, user_id, action, entity)"
            " VALUES ($1, gen_random_uuid(), $2, 'x', 'x')"
        ),
        "UPDATE membership SET organization_id = $1 WHERE user_id = $2",
    ],
)
async def test_nothing_is_written_into_another_tenant(
    uow: UnitOfWork, ada: SignedIn, bob: SignedIn, forged: str
) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        async with uow.write(ada.organization.id) as session:
            await session.fetch(forged, bob.organization.id, ada.account.id)


async def test_the_audit_log_keeps_allowed_fields_and_cannot_be_rewritten(uow: UnitOfWork, ada: SignedIn) -> None:
    tenant = ada.organization.id
    secret = {"name": "ci", "digest": "s3cret", "password_hash": "s3cret"}
    async with uow.write(tenant) as session:
        await audit.record(
            session, tenant, audit.Actor(None), audit.Action.UPDATE, audit.API_KEY, new_id(), old=secret, new=secret
        )
        (line, *_), _ = await audit.listing(session, tenant, limit=1, offset=0)
    assert (line.old_value, line.new_value) == ({"name": "ci"}, {"name": "ci"})

    for rewriting in ("UPDATE audit_event SET action = 'x'", "DELETE FROM audit_event"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with uow.write(tenant) as session:
                await session.fetch(rewriting)
