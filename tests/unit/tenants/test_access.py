"""The two tables of code: what each role may do, and what an API key may be used for."""

import itertools
from dataclasses import replace
from uuid import uuid4

import pytest

from contentforge_platform.ids import TenantId, UserId
from contentforge_tenants.access import CredentialKind, Permission, Role, Scope, permissions_of, scopes_for
from contentforge_tenants.principal import (
    NotForApiKeys,
    PermissionMissing,
    Principal,
    ScopeMissing,
    may,
    require,
    require_for,
)

OWNER = Principal(
    user_id=UserId(uuid4()),
    email="ada@example.com",
    email_verified=True,
    name="Ada",
    organization_id=TenantId(uuid4()),
    organization_slug="ada",
    organization_kind="personal",
    plan="free",
    role=Role.OWNER,
    credential=CredentialKind.TOKEN,
    credential_id=uuid4(),
)
KEY = replace(OWNER, credential=CredentialKind.API_KEY, scopes=frozenset(Scope))


def test_each_role_may_all_that_the_next_lower_one_may() -> None:
    ranks = [Role.VIEWER, Role.AUTHOR, Role.EDITOR, Role.ADMIN, Role.OWNER]

    for lower, higher in itertools.pairwise(ranks):
        assert permissions_of(lower) < permissions_of(higher)


def test_the_owner_may_everything() -> None:
    assert permissions_of(Role.OWNER) == set(Permission)


def test_viewers_change_nothing_but_their_own_account() -> None:
    changing = {one for one in permissions_of(Role.VIEWER) if not one.endswith(":read")}

    assert changing == {Permission.ACCOUNT_MANAGE}


@pytest.mark.parametrize(("role", "passes"), [(Role.AUTHOR, False), (Role.EDITOR, True), (Role.ADMIN, True)])
def test_authors_edit_their_own_and_editors_anybodys(role: Role, *, passes: bool) -> None:
    member = replace(OWNER, role=role)
    own, others = Permission.CONTENT_EDIT_OWN, Permission.CONTENT_EDIT_ANY

    require_for(member, member.user_id, own=own, others=others)
    for stranger in (UserId(uuid4()), None):
        if passes:
            require_for(member, stranger, own=own, others=others)
        else:
            with pytest.raises(PermissionMissing):
                require_for(member, stranger, own=own, others=others)


def test_keys_never_open_accounts_billing_members_or_keys() -> None:
    opened = {Permission.USAGE_READ, Permission.ACCOUNTS_PROVISION}
    closed = {one for one in Permission if not one.startswith("content:") and one not in opened}

    for permission in closed:
        assert not may(KEY, permission)
        with pytest.raises(NotForApiKeys):
            require(KEY, permission)
    assert {one for one in Permission if scopes_for(one)} == set(Permission) - closed


@pytest.mark.parametrize("scope", list(Scope))
def test_any_key_may_read_usage(scope: Scope) -> None:
    require(replace(KEY, scopes=frozenset({scope})), Permission.USAGE_READ)


def test_a_key_needs_the_scope_that_fits() -> None:
    reader, writer = (replace(KEY, scopes=frozenset({scope})) for scope in (Scope.READ, Scope.WRITE))

    require(reader, Permission.JOBS_READ)
    require(writer, Permission.JOBS_CREATE)
    with pytest.raises(ScopeMissing, match="write"):
        require(reader, Permission.JOBS_CREATE)
    with pytest.raises(ScopeMissing, match="read"):
        require(writer, Permission.JOBS_READ)


def test_a_key_may_no_more_than_its_holder() -> None:
    with pytest.raises(PermissionMissing):
        require(replace(KEY, role=Role.VIEWER), Permission.JOBS_CREATE)
    assert not may(replace(KEY, role=Role.VIEWER), Permission.JOBS_CREATE)


def test_a_token_is_not_confined_by_scopes() -> None:
    for permission in Permission:
        require(OWNER, permission)
        assert may(OWNER, permission)
