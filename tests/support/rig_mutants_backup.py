"""Sabotages of backup and restore, as `rig_mutants` has them of the rest."""

from typing import Final

from support.rig_mutants import Mutant

_BACKUP: Final = "tests/integration/app/test_backup.py::"
_TYPED: Final = "tests/integration/app/test_cli_backup.py::"

BACKUP: Final[dict[str, Mutant]] = {
    "a backup is taken by the role that serves": Mutant(
        promise=1,
        file="contentforge_app/cli/backup.py",
        old="Source(system, _role(app)",
        new="Source(app, _role(app)",
        test=_TYPED + "test_a_backup_tells_where_it_is_and_a_restore_what_comes_next",
        because="The role contentforge_app does not see every row of",
    ),
    "tables that system does not see are backed up empty": Mutant(
        promise=1,
        file="contentforge_app/backup/take.py",
        old="if hidden := await snapshot.hidden_tables():",
        new="if hidden := [name for name in await snapshot.hidden_tables() if not name]:",
        test=_BACKUP + "test_a_table_without_a_policy_for_system_is_named_and_not_silently_empty",
        because="DID NOT RAISE",
    ),
    "a dump is kept that lacks rows": Mutant(
        promise=1,
        file="contentforge_app/backup/dumping.py",
        old="expected.get(table) != found.get(table)]",
        new="expected.get(table, 0) < found.get(table, 0)]",
        test=_TYPED + "test_a_dump_that_lacks_rows_is_not_kept",
        because="assert",
    ),
    "restored rows are not counted": Mutant(
        promise=1,
        file="contentforge_app/backup/statements.py",
        old="IF found <> expected.rows THEN",
        new="IF found < 0 THEN",
        test=_BACKUP + "test_a_restore_in_which_system_would_not_see_every_row_is_undone",
        because="DID NOT RAISE",
    ),
    "half a dump is committed": Mutant(
        promise=1,
        file="contentforge_app/backup/loading.py",
        old="whole = await reading.wait() == 0",
        new="whole = await reading.wait() >= 0",
        test=_BACKUP + "test_a_dump_that_breaks_off_although_its_sum_is_right_restores_nothing",
        because="pg_restore failed",
    ),
    "sums are not looked at": Mutant(
        promise=1,
        file="contentforge_app/backup/manifest.py",
        old="if parts.digest(path) != part.sha256:",
        new="if not parts.digest(path):",
        test=_BACKUP + "test_what_is_no_sound_backup_is_refused_and_nothing_is_touched[_altered]",
        because="DID NOT RAISE",
    ),
}
