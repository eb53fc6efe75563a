"""The tests of the promises are tested themselves: each sabotage must turn its test red, and for its own reason."""

from pathlib import Path

import pytest

from support.rig_mutants import MUTANTS, run_test, sabotaged
from support.rig_mutants_mail import MAIL
from support.rig_mutants_money import MONEY

ALL = {**MUTANTS, **MONEY, **MAIL}
_CHEAP = {name for name, mutant in ALL.items() if "integration" in mutant.test}


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
