"""Row-level security as migrations write it: a policy for tenants, one for the role `system`, none for the owner."""

from contentforge_platform.database.roles import Roles

CURRENT_TENANT = "NULLIF(current_setting('app.tenant', true), '')::uuid"


def tenant_table(
    roles: Roles,
    table: str,
    *,
    column: str = "organization_id",
    app: str = "SELECT, INSERT, UPDATE, DELETE",
    system: str = "SELECT",
) -> list[str]:
    """The statements that confine a table's rows to their tenant.

    Row-level security is forced, so that even the owner sees no rows; `system` sees all by a policy and has SELECT,
    since a table left out would be silently empty in a backup, and whatever more `system` names.
    """
    own = f"{column} = {CURRENT_TENANT}"
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY tenant ON {table} TO {roles.app} USING ({own}) WITH CHECK ({own})",
        f"CREATE POLICY system ON {table} TO {roles.system} USING (true) WITH CHECK (true)",
        f"GRANT {app} ON {table} TO {roles.app}",
        f"GRANT {system} ON {table} TO {roles.system}",
    ]


def global_table(
    roles: Roles, table: str, *, app: str = "SELECT, INSERT, UPDATE, DELETE", system: str = "SELECT"
) -> list[str]:
    """The grants of a table without tenant; the README of the owning component says why it has none."""
    return [f"GRANT {app} ON {table} TO {roles.app}", f"GRANT {system} ON {table} TO {roles.system}"]
