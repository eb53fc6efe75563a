"""Sabotages of upgrades, as `rig_mutants` has them of the rest."""

from typing import Final

from support.rig_mutants import Mutant

_RUNNER: Final = "contentforge_app/migrations/runner.py"
_RULES: Final = "tests/integration/app/test_migration_rules.py::"
_UNDER_TRAFFIC: Final = "tests/faults/test_upgrades.py::"

UPGRADES: Final[dict[str, Mutant]] = {
    "migrations wait as long as it takes": Mutant(
        promise=25,
        file=_RUNNER,
        old='"lock_timeout": "500"',
        new='"lock_timeout": "0"',
        test=_RULES + "test_no_migration_waits_or_works_for_long[0074]",
        because="assert 0 < 0",
    ),
    "a migration keeps everybody behind it for four seconds": Mutant(
        promise=25,
        file=_RUNNER,
        old='"lock_timeout": "500"',
        new='"lock_timeout": "4000"',
        test=_UNDER_TRAFFIC + "test_a_database_is_migrated_from_the_first_to_the_last_while_it_serves[short]",
        because="_MOST + by_itself",
    ),
    "all migrations are one transaction": Mutant(
        promise=25,
        file="contentforge_app/migrations/env.py",
        old="transaction_per_migration=True",
        new="transaction_per_migration=False",
        test="tests/integration/app/test_migrations.py"
        "::test_what_gets_no_lock_yields_and_what_was_done_before_it_stays_done",
        because="After 0060",
    ),
    "an index is built in the way of writes": Mutant(
        promise=25,
        file="contentforge_app/migrations/schema.py",
        old='f"CREATE INDEX CONCURRENTLY {name}',
        new='f"CREATE INDEX {name}',
        test=_RULES + "test_a_migration_hurts_no_release_that_serves[0073]",
        because="require-concurrent-index-creation",
    ),
    "workers take what only a later release knows": Mutant(
        promise=24,
        file="contentforge_workers/loop.py",
        old=", kinds=self._handlers)",
        new=")",
        test="tests/integration/workers/test_loop.py"
        "::test_a_kind_that_only_a_later_release_knows_is_left_to_its_workers",
        because="Error",
    ),
}
