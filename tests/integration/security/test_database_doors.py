"""The functions that open a request, asked with what no caller of ours would send: nothing comes into sight."""

from uuid import UUID, uuid4

import asyncpg
import pytest

from contentforge_platform.database.roles import driver_url
from support.app import Api
from support.databases import DatabaseUrls

_SESSION = "SELECT outcome, current_setting('app.tenant', true) AS sight FROM principal_of_session($1, $2, $3, $4)"
_KEY = "SELECT outcome, current_setting('app.tenant', true) AS sight FROM principal_of_key($1, $2)"


async def as_app(urls: DatabaseUrls) -> "asyncpg.Connection[asyncpg.Record]":
    url = urls.settings().url
    assert url is not None
    return await asyncpg.connect(driver_url(url.get_secret_value()))


async def test_a_session_asked_for_with_gaps_in_its_name_opens_nothing(
    api: Api, own_database_urls: DatabaseUrls
) -> None:
    person = await api.person()
    crafted: list[tuple[UUID | None, UUID | None, str | None, str | None]] = [
        (None, None, None, None),
        (None, person.user_id, "contentforge", person.slug),
        (uuid4(), person.user_id, "contentforge", None),
        (uuid4(), person.user_id, "contentforge", f"{person.slug}' OR true --"),
    ]
    connection = await as_app(own_database_urls)
    for arguments in crafted:
        async with connection.transaction():
            await connection.execute("SELECT set_config('app.tenant', $1, true)", str(person.organization))
            row = await connection.fetchrow(_SESSION, *arguments)
            assert row is not None
            assert (row["outcome"], row["sight"]) == ("unauthenticated", "")
    await connection.close()


@pytest.mark.parametrize("digests", [None, [], [None], [b""]], ids=["null", "none", "a null", "empty"])
async def test_a_key_asked_for_with_no_digest_opens_nothing(
    digests: list[bytes | None] | None, api: Api, own_database_urls: DatabaseUrls
) -> None:
    person = await api.person(plan="pro")
    await api.key(person)
    connection = await as_app(own_database_urls)
    async with connection.transaction():
        await connection.execute("SELECT set_config('app.tenant', $1, true)", str(person.organization))
        row = await connection.fetchrow(_KEY, digests, None)
        assert row is not None
        assert (row["outcome"], row["sight"]) == ("unauthenticated", "")
    await connection.close()


async def test_a_temporary_table_does_not_stand_before_ours(api: Api, own_database_urls: DatabaseUrls) -> None:
    person = await api.person()
    connection = await as_app(own_database_urls)
    async with connection.transaction():
        await connection.execute("CREATE TEMPORARY TABLE organization (LIKE public.organization) ON COMMIT DROP")
        rows = await connection.fetch("SELECT id FROM organizations_of_user($1)", person.user_id)
        assert [row["id"] for row in rows] == [person.organization]
    await connection.close()
