"""The tests of the promises are tested themselves: each sabotage must turn its test red, and for its own reason."""

from pathlib import Path

import pytest

from support.rig_mutants import MUTANTS, run_test, sabotaged
from support.rig_mutants_backup import BACKUP
from support.rig_mutants_blog import BLOG
from support.rig_mutants_mail import MAIL
from support.rig_mutants_money import MONEY
from support.rig_mutants_people import PEOPLE
from support.rig_mutants_upgrades import UPGRADES
from support.rig_mutants_watch import WATCH

ALL = {**MUTANTS, **MONEY, **MAIL, **BLOG, **PEOPLE, **BACKUP, **UPGRADES, **WATCH}
_DEAR = {*PEOPLE, *BACKUP, *UPGRADES, "a digit of any script is a number"}
_CHEAP = {name for name, mutant in ALL.items() if not mutant.test.startswith("tests/faults/")} - _DEAR


@pytest.mark.timeout(660)
@pytest.mark.parametrize("name", [pytest.param(name, marks=() if name in _CHEAP else pytest.mark.long) for name in ALL])
def test_the_sabotage_is_found(name: str, tmp_path: Path) -> None:
    mutant = ALL[name]
    status, said = run_test(mutant.test, sabotaged(mutant, tmp_path))
    assert status == 1, said[-3000:]
    assert "FAILED tests/" in said, said[-3000:]
    assert mutant.because in said, said[-3000:]


def test_every_sabotage_still_fits_the_source(tmp_path: Path) -> None:
    for number, mutant in enumerate(ALL.values()):
        sabotaged(mutant, tmp_path / str(number))
