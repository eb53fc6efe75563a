"""The schema after all migrations: it equals the models, and no table or role is left outside the walls."""

from contentforge_app.migrations import check
from contentforge_platform.database import UnitOfWork
from support.databases import DatabaseUrls

_TENANT_TABLES = """
SELECT DISTINCT cls.oid, cls.relname, cls.relrowsecurity, cls.relforcerowsecurity
FROM pg_class AS cls JOIN pg_namespace AS space ON space.oid = cls.relnamespace
JOIN pg_attribute AS att ON att.attrelid = cls.oid
WHERE space.nspname = 'public' AND cls.relkind IN ('r', 'p')
  AND (cls.relname = 'organization' OR (att.attname = 'organization_id' AND NOT att.attisdropped))
  AND cls.relname <> ALL($1)
"""
# Global although they name an organization: a session must be found before any is in sight, and the operators' log is
# about all of them.
_GLOBAL_BY_DESIGN = ["user_session", "operator_action"]


async def test_the_migrated_schema_equals_the_models(database_urls: DatabaseUrls) -> None:
    report = await check(database_urls.owner)

    assert report.after == report.head
    assert report.differences == ()


async def test_every_tenant_table_is_behind_forced_row_level_security(uow: UnitOfWork) -> None:
    async with uow.system() as session:
        tables = await session.fetch(_TENANT_TABLES, _GLOBAL_BY_DESIGN)

    assert {"organization", "membership", "api_key", "audit_event"} <= {row["relname"] for row in tables}
    assert [row["relname"] for row in tables if not (row["relrowsecurity"] and row["relforcerowsecurity"])] == []


async def test_every_tenant_table_has_a_tenant_policy_for_app_and_an_open_one_for_system(uow: UnitOfWork) -> None:
    async with uow.system() as session:
        tables = await session.fetch(_TENANT_TABLES, _GLOBAL_BY_DESIGN)
        policies = await session.fetch("SELECT tablename, policyname, roles, qual, with_check FROM pg_policies")

    found = {(row["tablename"], tuple(row["roles"])): (row["qual"], row["with_check"]) for row in policies}
    for table in tables:
        name = table["relname"]
        assert found[name, ("contentforge_system",)] == ("true", "true"), name
        qual, with_check = found[name, ("contentforge_app",)]
        column = "id" if name == "organization" else "organization_id"
        assert qual == with_check, name
        assert qual.startswith((f"({column} = ", f"(({column} = ")), name
        assert "current_setting('app.tenant'" in qual, name
    assert len(found) == 2 * len(tables), "a policy for another role, or on another table"


async def test_system_may_read_every_table_so_that_no_backup_is_silently_empty(uow: UnitOfWork) -> None:
    async with uow.system() as session:
        closed = await session.fetch(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            " AND NOT has_table_privilege('contentforge_system', format('%I.%I', schemaname, tablename), 'SELECT')"
        )

    assert closed == []


async def test_the_serving_roles_own_no_table_and_cannot_truncate_or_define_one(uow: UnitOfWork) -> None:
    async with uow.system() as session:
        owned = await session.fetch(
            "SELECT tablename FROM pg_tables WHERE tableowner IN ('contentforge_app', 'contentforge_system')"
        )
        emptied = await session.fetch(
            "SELECT role, tablename FROM pg_tables, unnest(ARRAY['contentforge_app', 'contentforge_system']) AS role"
            " WHERE schemaname = 'public'"
            " AND has_table_privilege(role, format('%I.%I', schemaname, tablename), 'TRUNCATE, TRIGGER, REFERENCES')"
        )
        makers = await session.fetch(
            "SELECT role FROM unnest(ARRAY['contentforge_app', 'contentforge_system']) AS role"
            " WHERE has_schema_privilege(role, 'public', 'CREATE')"
        )

    assert (owned, emptied, makers) == ([], [], [])


async def test_no_role_of_the_product_is_a_superuser_or_passes_by_row_level_security(uow: UnitOfWork) -> None:
    async with uow.system() as session:
        roles = await session.fetch(
            "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname LIKE 'contentforge%'"
        )
        app_is_system = await session.fetchval(
            "SELECT pg_has_role('contentforge_app', 'contentforge_system', 'MEMBER')"
        )

    assert len(roles) >= 3
    assert [row["rolname"] for row in roles if row["rolsuper"] or row["rolbypassrls"]] == []
    assert app_is_system is False


async def test_functions_that_run_as_system_are_for_app_alone_and_pin_their_search_path(uow: UnitOfWork) -> None:
    async with uow.system() as session:
        functions = await session.fetch(
            "SELECT oid, proname, proowner::regrole::text AS owner, proconfig,"
            " has_function_privilege('public', oid, 'EXECUTE') AS open FROM pg_proc WHERE prosecdef"
            " AND pronamespace = 'public'::regnamespace"
        )

    assert {"principal_of_session", "principal_of_key", "organizations_of_user"} <= {r["proname"] for r in functions}
    for row in functions:
        assert row["owner"] == "contentforge_system", row["proname"]
        assert row["open"] is False, row["proname"]
        assert "search_path=pg_catalog, public, pg_temp" in row["proconfig"], row["proname"]


async def test_functions_that_write_run_with_the_callers_rights_and_are_for_app_alone(uow: UnitOfWork) -> None:
    async with uow.system() as session:
        functions = await session.fetch(
            "SELECT proname, has_function_privilege('public', oid, 'EXECUTE') AS open,"
            " has_function_privilege('contentforge_app', oid, 'EXECUTE') AS callable FROM pg_proc"
            " WHERE NOT prosecdef AND provolatile = 'v' AND pronamespace = 'public'::regnamespace AND prolang ="
            " (SELECT oid FROM pg_language WHERE lanname = 'plpgsql') AND prorettype <> 'trigger'::regtype"
        )

    assert {"hold_unit", "settle_unit", "finish_item", "record_event", "place_job", "complete_job"} <= {
        row["proname"] for row in functions
    }
    for row in functions:
        assert (row["open"], row["callable"]) == (False, True), row["proname"]
