"""What the migrations share: the role names of this database, and running several statements."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from alembic import context, op
from sqlalchemy import text

from contentforge_platform.database import Roles

_IS_VALID: Final = text("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(:name)")


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


def index_concurrently(indexes: Mapping[str, str]) -> None:
    """Build indexes on tables that are in use: by name, what stands behind `ON`. Reads and writes go on meanwhile.

    It cannot be undone as a whole, so a migration that calls this does nothing else, and finds what a try before it has
    left: finished indexes stay, an unfinished one is built anew. No time is set to it: it waits for transactions that
    began earlier, and nobody waits for it.
    """
    with _beside_everybody():
        for name, place in indexes.items():
            _index(name, place)


def drop_indexes_concurrently(*names: str) -> None:
    """Take indexes of tables that are in use away, on the same terms as they are built."""
    with _beside_everybody():
        for name in names:
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")


@contextmanager
def _beside_everybody() -> Iterator[None]:
    """Outside of a transaction, for as long as it takes."""
    with op.get_context().autocommit_block():
        run(["SET lock_timeout = 0", "SET statement_timeout = 0"])
        try:
            yield
        finally:
            run(["RESET lock_timeout", "RESET statement_timeout"])


def _index(name: str, place: str) -> None:
    is_valid = op.get_bind().scalar(_IS_VALID, {"name": name})
    if is_valid is False:
        op.execute(f"DROP INDEX CONCURRENTLY {name}")
    if not is_valid:
        op.execute(f"CREATE INDEX CONCURRENTLY {name} ON {place}")


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
