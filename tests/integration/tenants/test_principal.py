"""Who opens a request: sessions and keys, found and judged in one round trip against the real catalogue."""

from dataclasses import dataclass

import pytest

from contentforge_platform.database import Opening, UnitOfWork
from contentforge_platform.ids import SessionId, new_id
from contentforge_platform.security import Claims, make_api_key
from contentforge_tenants import api_keys, memberships
from contentforge_tenants.access import Audience, CredentialKind, Permission, Role, Scope
from contentforge_tenants.accounts import SignedIn
from contentforge_tenants.api_keys import ApiKeyInfo
from contentforge_tenants.keyring import Keyring
from contentforge_tenants.principal import (
    InvalidCredential,
    NotForApiKeys,
    OrganizationSuspended,
    Principal,
    UnknownOrganization,
    opening_for_key,
    opening_for_session,
    principal_from,
    require,
)

NATIVE = Audience.CONTENTFORGE


@dataclass(frozen=True)
class Holder:
    """A person with a session and a key that reads."""

    uow: UnitOfWork
    keyring: Keyring
    person: SignedIn
    key: str
    info: ApiKeyInfo

    @property
    def claims(self) -> Claims:
        return self.keyring.tokens.read(self.person.tokens.access_token, NATIVE)

    def by_session(self, slug: str | None = None) -> Opening:
        return opening_for_session(self.claims, slug)

    def by_key(self, slug: str | None = None) -> Opening:
        return opening_for_key(self.key, self.keyring.api_keys, slug)

    async def change(self, sql: str, *args: object) -> None:
        async with self.uow.write(self.person.organization.id) as session:
            await session.fetch(sql, *args)


@pytest.fixture
async def holder(uow: UnitOfWork, keyring: Keyring, ada: SignedIn) -> Holder:
    tenant = ada.organization.id
    async with uow.write(tenant) as session:
        key, info = await api_keys.create(session, keyring, tenant, ada.account.id, name="ci", scopes=[Scope.READ])
    return Holder(uow, keyring, ada, key, info)


async def resolve(uow: UnitOfWork, opening: Opening) -> Principal:
    async with uow.read(opening) as session:
        return principal_from(session)


async def test_a_session_acts_in_its_own_organization_and_sees_it_for_the_whole_transaction(
    uow: UnitOfWork, holder: Holder, bob: SignedIn
) -> None:
    async with uow.read(holder.by_session()) as session:
        principal = principal_from(session)
        seen = [row["id"] for row in await session.fetch("SELECT id FROM organization")]
        members = [row["user_id"] for row in await session.fetch("SELECT user_id FROM membership")]

    ada = holder.person
    assert (principal.user_id, principal.organization_id) == (ada.account.id, ada.organization.id)
    assert (principal.role, principal.plan) == (Role.OWNER, "free")
    assert (principal.credential, principal.credential_id) == (CredentialKind.TOKEN, ada.tokens.session_id)
    assert seen == [ada.organization.id]
    assert members == [ada.account.id]
    assert bob.account.id not in members


async def test_a_key_acts_in_its_organization_with_its_scopes(uow: UnitOfWork, holder: Holder) -> None:
    async with uow.write(holder.by_key()) as session:
        principal = principal_from(session)
        sight = await session.fetchval("SELECT current_setting('app.tenant')")

    assert sight == str(holder.person.organization.id)
    assert principal.user_id == holder.person.account.id
    assert (principal.credential, principal.credential_id) == (CredentialKind.API_KEY, holder.info.id)
    assert principal.scopes == {Scope.READ}
    assert principal.recently_used is False
    require(principal, Permission.JOBS_READ)
    with pytest.raises(NotForApiKeys):
        require(principal, Permission.API_KEYS_MANAGE_OWN)


async def test_the_tenant_does_not_outlive_the_transaction(uow: UnitOfWork, holder: Holder) -> None:
    for _ in range(3):
        await resolve(uow, holder.by_session())
        async with uow.read(Opening("SELECT current_setting('app.tenant', true) AS tenant", ())) as session:
            assert session.opened is not None
            assert session.opened["tenant"] in {"", None}
            assert await session.fetch("SELECT 1 FROM organization") == []


async def test_a_tenant_that_an_earlier_statement_left_is_replaced_or_removed(
    uow: UnitOfWork, holder: Holder, bob: SignedIn
) -> None:
    asked = "SELECT outcome, current_setting('app.tenant') FROM principal_of_session($1, $2, $3, $4)"
    async with uow.read(bob.organization.id) as session:
        claims = holder.claims
        good = await session.fetchrow(asked, claims.session, claims.user, claims.audience, None)
        bad = await session.fetchrow(asked, claims.session, bob.account.id, claims.audience, None)

    assert tuple(good or ()) == ("ok", str(holder.person.organization.id))
    assert tuple(bad or ()) == ("unauthenticated", "")


async def test_a_named_organization_is_entered_with_the_role_that_the_caller_has_there(
    uow: UnitOfWork, holder: Holder, bob: SignedIn
) -> None:
    there = bob.organization
    async with uow.write(there.id) as session:
        await memberships.add(session, there.id, holder.person.account.id, Role.VIEWER, name="Guest")

    principal = await resolve(uow, holder.by_session(there.slug))

    assert (principal.organization_id, principal.role, principal.name) == (there.id, Role.VIEWER, "Guest")
    assert (await resolve(uow, holder.by_session())).role is Role.OWNER


async def test_a_foreign_and_an_unknown_organization_answer_alike_and_show_nothing(
    uow: UnitOfWork, holder: Holder, bob: SignedIn
) -> None:
    answers = []
    for slug in (bob.organization.slug, "nobody-has-this", "", "\x00", "\ud800", "ÜBER", "x" * 5000, "a' OR '1'='1"):
        for opening in (holder.by_session(slug), holder.by_key(slug)):
            async with uow.read(opening) as session:
                with pytest.raises(UnknownOrganization) as refused:
                    principal_from(session)
                assert session.opened is not None
                answers.append((str(refused.value), tuple(session.opened)))
                assert await session.fetch("SELECT 1 FROM organization") == []

    assert len(set(answers)) == 1


@pytest.mark.parametrize(
    "ending",
    [
        "UPDATE user_session SET revoked_at = now() WHERE id = $1",
        "UPDATE user_session SET expires_at = now() WHERE id = $1",
        "UPDATE user_account SET is_active = false WHERE id = (SELECT user_id FROM user_session WHERE id = $1)",
        "UPDATE membership SET is_active = false WHERE $1::uuid IS NOT NULL",
    ],
)
async def test_an_ended_session_opens_nothing(uow: UnitOfWork, holder: Holder, ending: str) -> None:
    await holder.change(ending, holder.person.tokens.session_id)

    async with uow.read(holder.by_session()) as session:
        with pytest.raises(InvalidCredential):
            principal_from(session)
        assert await session.fetch("SELECT 1 FROM organization") == []


@pytest.mark.parametrize(
    "ending",
    [
        "UPDATE api_key SET revoked_at = now() WHERE id = $1",
        "UPDATE api_key SET expires_at = now() WHERE id = $1",
        "UPDATE user_account SET is_active = false WHERE id = (SELECT user_id FROM api_key WHERE id = $1)",
        "UPDATE membership SET is_active = false WHERE $1::uuid IS NOT NULL",
    ],
)
async def test_an_ended_key_opens_nothing(uow: UnitOfWork, holder: Holder, ending: str) -> None:
    await holder.change(ending, holder.info.id)

    async with uow.read(holder.by_key()) as session:
        with pytest.raises(InvalidCredential):
            principal_from(session)
        assert await session.fetch("SELECT 1 FROM api_key") == []


async def test_a_session_opens_only_the_api_and_the_person_that_it_was_made_for(
    uow: UnitOfWork, holder: Holder, bob: SignedIn
) -> None:
    good = holder.claims

    def claims(**changed: object) -> Claims:
        values = {"user": good.user, "session": good.session, "audience": good.audience, **changed}
        return Claims(**values, issued_at=0, expires_at=0, token="")  # type: ignore[arg-type] # mixed values

    for opening in (
        opening_for_session(claims(audience="blog")),
        opening_for_session(claims(user=bob.account.id)),
        opening_for_session(claims(user=bob.account.id), bob.organization.slug),
        opening_for_session(claims(session=SessionId(new_id()))),
        opening_for_session(claims(session=SessionId(new_id())), holder.person.organization.slug),
        opening_for_key(make_api_key(), holder.keyring.api_keys),
    ):
        with pytest.raises(InvalidCredential):
            await resolve(uow, opening)


async def test_what_cannot_be_a_key_is_refused_without_the_database(keyring: Keyring) -> None:
    for text in ("", "cf_live_", "cf_live_" + "a" * 46, "x" * 100_000, "cf_live_\x00"):
        with pytest.raises(InvalidCredential):
            opening_for_key(text, keyring.api_keys)


async def test_a_suspended_organization_is_told_apart_and_not_in_sight(uow: UnitOfWork, holder: Holder) -> None:
    await holder.change("UPDATE organization SET state = 'suspended'")

    for opening in (holder.by_session(), holder.by_session(holder.person.organization.slug), holder.by_key()):
        async with uow.read(opening) as session:
            with pytest.raises(OrganizationSuspended):
                principal_from(session)
            assert await session.fetch("SELECT 1 FROM organization") == []


async def test_a_changed_plan_and_role_act_on_the_next_request(uow: UnitOfWork, holder: Holder) -> None:
    assert (await resolve(uow, holder.by_session())).plan == "free"

    await holder.change("UPDATE organization SET plan = 'pro'")
    await holder.change("UPDATE membership SET role = 'EDITOR'")

    for opening in (holder.by_session(), holder.by_session(holder.person.organization.slug), holder.by_key()):
        principal = await resolve(uow, opening)
        assert (principal.plan, principal.role) == ("pro", Role.EDITOR)


async def test_a_transaction_without_a_credential_has_no_principal(uow: UnitOfWork) -> None:
    async with uow.read(None) as session:
        with pytest.raises(RuntimeError, match="not opened by a credential"):
            principal_from(session)
