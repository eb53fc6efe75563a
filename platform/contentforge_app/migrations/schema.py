"""What the migrations share: the role names of this database, and running several statements."""

from collections.abc import Iterable

from alembic import context, op

from contentforge_platform.database import Roles


def roles() -> Roles:
    """The role names that this database was set up with."""
    named = context.config.attributes["roles"]
    if not isinstance(named, Roles):
        raise TypeError("The migration environment must name the three roles.")
    return named


def run(statements: Iterable[str]) -> None:
    """Execute statements one by one."""
    for statement in statements:
        op.execute(statement)


def system_function(signature: str) -> None:
    """Hand a SECURITY DEFINER function to the role `system`, callable by `app` alone.

    The new owner of a function needs CREATE on its schema for the moment of the change only.
    """
    named = roles()
    run(
        [
            f"GRANT CREATE ON SCHEMA public TO {named.system}",
            f"ALTER FUNCTION {signature} OWNER TO {named.system}",
            f"REVOKE CREATE ON SCHEMA public FROM {named.system}",
            f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC",
            f"GRANT EXECUTE ON FUNCTION {signature} TO {named.app}",
        ]
    )


def app_function(name: str) -> None:
    """Let `app` alone call a function that runs with the caller's rights, and so behind row-level security."""
    run([f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC", f"GRANT EXECUTE ON FUNCTION {name} TO {roles().app}"])
