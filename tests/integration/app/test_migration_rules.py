"""Expand first, contract a release later: what each migration really runs is read by a linter for that, and held to it.

The statements are those that a database was sent, so that helpers, loops and `DO` blocks do not hide any.
"""

import asyncio
import json
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Final

import pytest
from sqlalchemy import Connection, Engine, event

from contentforge_app.migrations import history, migrate, versions
from support.databases import TestServer

_LINTER: Final = Path(sys.executable).with_name("squawk")
_OLDEST_POSTGRES: Final = "15.0"
_TASTE: Final = (
    "prefer-robust-stmts",  # a migration is a transaction: it never goes on where it has stopped
    "prefer-bigint-over-int",
    "prefer-text-field",
    "require-lock-timeout",  # not in the statements; what is in force is asked below
    "require-statement-timeout",
)
_TAKES_AWAY: Final = re.compile(r"\b(?:DROP (?:FUNCTION|POLICY|VIEW|TRIGGER|TYPE)|REVOKE)\b", re.IGNORECASE)
_OF_HELPERS: Final = re.compile(
    r"REVOKE (?:CREATE ON SCHEMA public FROM \w+|ALL ON FUNCTION .* FROM PUBLIC)", re.DOTALL
)
_BUILDS: Final = re.compile(r"(?:CREATE|DROP) INDEX CONCURRENTLY|SET|RESET|SELECT indisvalid")
_STEP: Final = re.compile(r"(?:version_num=|VALUES \()'(\w+)'")
_LIMITS: Final = """
SELECT setting::integer FROM pg_settings WHERE name IN ('lock_timeout', 'statement_timeout') ORDER BY name
"""

BEFORE_THE_FIRST_RELEASE: Final = "no release has served on what it changes"
EXCEPTIONS: Final[Mapping[str, Mapping[str, str]]] = {
    "0005": {
        "require-concurrent-index-creation": BEFORE_THE_FIRST_RELEASE,
        "require-concurrent-index-deletion": BEFORE_THE_FIRST_RELEASE,
    },
    "0009a": {
        "adding-foreign-key-constraint": BEFORE_THE_FIRST_RELEASE,
        "constraint-missing-not-valid": BEFORE_THE_FIRST_RELEASE,
    },
    "0012": {"require-concurrent-index-creation": BEFORE_THE_FIRST_RELEASE},
    "0016": {"ban-drop-not-null": BEFORE_THE_FIRST_RELEASE, "constraint-missing-not-valid": BEFORE_THE_FIRST_RELEASE},
    "0020": {
        "require-concurrent-index-creation": BEFORE_THE_FIRST_RELEASE,
        "constraint-missing-not-valid": BEFORE_THE_FIRST_RELEASE,
    },
}
"""By revision and rule: why it may. Whoever adds a line says why no release that serves at that moment is hurt."""


@dataclass
class Heard:
    """What a database was sent while it was migrated, by revision."""

    statements: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    limits: dict[str, list[int]] = field(default_factory=dict)
    """In force when a migration ended: milliseconds for a lock, and for a statement."""
    _so_far: list[str] = field(default_factory=list)

    def note(self, connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        if statement == _LIMITS:
            return
        step = _STEP.search(statement) if "alembic_version" in statement else None
        if step is None:
            self._so_far.append(statement.strip())
            return
        self.statements[step[1]], self._so_far = self._so_far, []
        self.limits[step[1]] = list(connection.exec_driver_sql(_LIMITS).scalars())


@pytest.fixture(scope="module")
def heard(postgres: TestServer) -> Iterator[Heard]:
    heard = Heard()
    event.listen(Engine, "before_cursor_execute", heard.note)
    try:
        with postgres.empty() as urls:
            asyncio.run(migrate(urls.owner, urls.app, urls.system))
            yield heard
    finally:
        event.remove(Engine, "before_cursor_execute", heard.note)


def _broken_rules(statements: list[str], folder: Path) -> set[str]:
    """The rules that these statements of one migration break."""
    file = folder / "migration.sql"
    file.write_text(";\n".join(statements) + ";\n", encoding="utf-8")
    in_transaction = [] if "CONCURRENTLY" in file.read_text(encoding="utf-8") else ["--assume-in-transaction"]
    command = [str(_LINTER), *in_transaction, "--exclude", ",".join(_TASTE), "--pg-version", _OLDEST_POSTGRES]
    done = subprocess.run(  # noqa: S603 - our own
        [*command, "--reporter", "json", str(file)], check=False, capture_output=True, text=True
    )
    found = {problem["rule_name"] for problem in json.loads(done.stdout or "[]")}
    if any(_TAKES_AWAY.search(statement) and not _OF_HELPERS.fullmatch(statement) for statement in statements):
        found.add("takes-away")
    return found


@pytest.mark.parametrize("revision", history())
def test_a_migration_hurts_no_release_that_serves(heard: Heard, revision: str, tmp_path: Path) -> None:
    assert heard.statements[revision]
    assert _broken_rules(heard.statements[revision], tmp_path) == set(EXCEPTIONS.get(revision, ()))


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ("ALTER TABLE generation_job DROP COLUMN prompt", "ban-drop-column"),
        ("DROP TABLE template", "ban-drop-table"),
        ("ALTER TABLE template RENAME COLUMN tone TO voice", "renaming-column"),
        ("ALTER TABLE template RENAME TO voice", "renaming-table"),
        ("ALTER TABLE template ALTER COLUMN style SET NOT NULL", "adding-not-nullable-field"),
        ("ALTER TABLE template ADD COLUMN voice text NOT NULL", "adding-required-field"),
        ("ALTER TABLE usage_entry ALTER COLUMN units TYPE bigint", "changing-column-type"),
        ("CREATE INDEX ix_template_tone ON template (tone)", "require-concurrent-index-creation"),
        ("ALTER TABLE template ADD CONSTRAINT ck_template_tone CHECK (tone <> '')", "constraint-missing-not-valid"),
        ("ALTER TABLE template ADD CONSTRAINT uq_template_name UNIQUE (name)", "disallowed-unique-constraint"),
        ("DROP FUNCTION open_site(text)", "takes-away"),
        ("REVOKE UPDATE ON template FROM contentforge_app", "takes-away"),
    ],
)
def test_what_would_hurt_is_found(statement: str, rule: str, tmp_path: Path) -> None:
    assert rule in _broken_rules([statement], tmp_path)


@pytest.mark.parametrize("revision", history())
def test_no_migration_waits_or_works_for_long(heard: Heard, revision: str) -> None:
    """Promise 25: a lock has 4 s at most, a statement 5 s."""
    for_a_lock, for_a_statement = heard.limits[revision]
    assert 0 < for_a_lock <= 4_000
    assert 0 < for_a_statement <= 5_000


def test_what_builds_indexes_concurrently_does_nothing_else(heard: Heard) -> None:
    """It is no transaction: what stood before it would be done twice by a second try."""
    builders = {at for at, said in heard.statements.items() if any("INDEX CONCURRENTLY" in each for each in said)}
    assert {"0065", "0073"} <= builders
    assert {at: each for at in builders for each in heard.statements[at] if not _BUILDS.match(each)} == {}


def test_no_migration_leads_back() -> None:
    """One goes back by running the release before on this schema; a way down would lose what came in since."""
    modules = [import_module(f"{versions.__name__}.{found.name}") for found in iter_modules(versions.__path__)]
    assert len(modules) == len(history())
    assert [module.__name__ for module in modules if hasattr(module, "downgrade")] == []
