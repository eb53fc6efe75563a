"""SQL around a dump, as the owner of the database that it is restored into, within the dump's transaction."""

from collections.abc import Iterator, Mapping

import orjson

from contentforge_app.backup.manifest import Roles

# What stands in the way of a restore: everything in the schema `public` but what belongs to extensions.
_EMPTY = """
DO $empty$
DECLARE
    statement text;
BEGIN
    -- All names first: what is dropped takes others along, which have no name any more then.
    FOREACH statement IN ARRAY ARRAY(
        SELECT format('DROP %s IF EXISTS %s CASCADE', kinds.word, held.oid::regclass)
        FROM pg_class AS held JOIN (VALUES
            ('r', 'TABLE'), ('p', 'TABLE'), ('f', 'FOREIGN TABLE'), ('v', 'VIEW'), ('m', 'MATERIALIZED VIEW'),
            ('S', 'SEQUENCE')
        ) AS kinds (relkind, word) ON kinds.relkind = held.relkind::text
        WHERE held.relnamespace = 'public'::regnamespace
          AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = held.oid AND deptype IN ('e', 'i', 'a'))
        UNION ALL
        SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', held.oid::regprocedure) FROM pg_proc AS held
        WHERE held.pronamespace = 'public'::regnamespace
          AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = held.oid AND deptype = 'e')
    ) LOOP
        EXECUTE statement;
    END LOOP;
END
$empty$
"""

_COMPARE = """
DO $compare$
DECLARE
    expected record;
    found bigint;
BEGIN
    FOR expected IN SELECT key::regclass AS name, value::bigint AS rows FROM jsonb_each_text({rows}::jsonb) LOOP
        EXECUTE format('SELECT count(*) FROM %s', expected.name) INTO found;
        IF found <> expected.rows THEN
            RAISE EXCEPTION '% shows % rows of %: nothing was restored', expected.name, found, expected.rows;
        END IF;
    END LOOP;
END
$compare$
"""


def before(roles: Roles, *, replace: bool) -> Iterator[str]:
    """What makes room for a dump. Functions of `system` can be given to it only while it may create in the schema."""
    yield "SET client_min_messages = warning"
    if replace:
        yield "SET lock_timeout = '5s'"
        yield _EMPTY
    yield f"GRANT CREATE ON SCHEMA public TO {_quoted(roles.system)}"


def after(roles: Roles, rows: Mapping[str, int]) -> Iterator[str]:
    """What ends the transaction of a dump: rows are counted as `system` sees them, who must see them all."""
    yield f"REVOKE CREATE ON SCHEMA public FROM {_quoted(roles.system)}"
    yield "SET row_security = on"
    yield f"SET ROLE {_quoted(roles.system)}"
    yield _COMPARE.format(rows=_literal(orjson.dumps(rows).decode()))
    yield "RESET ROLE"
    # Without statistics the first hours would be slow. That the catalogue's tables are not its own is no news.
    yield "SET client_min_messages = error"
    yield "ANALYZE"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
