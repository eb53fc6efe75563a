"""Secrets that are sealed at rest open for their owner only, and through a rotation of peppers."""

import pytest
from pydantic import SecretStr

from contentforge_platform.security import Sealer, Unreadable

OLD, NEW = SecretStr("the pepper of last year, long enough"), SecretStr("the pepper of this year, long enough")


def test_a_sealed_text_opens_for_its_owner_and_is_another_each_time() -> None:
    sealer = Sealer([NEW], "codes")

    first, second = sealer.seal("JBSWY3DP", owner="ada"), sealer.seal("JBSWY3DP", owner="ada")

    assert sealer.open(first, owner="ada") == sealer.open(second, owner="ada") == "JBSWY3DP"
    assert first != second
    assert b"JBSWY3DP" not in first


@pytest.mark.parametrize("position", [0, 12, -1])
def test_what_was_tampered_with_does_not_open(position: int) -> None:
    sealer = Sealer([NEW], "codes")
    sealed = bytearray(sealer.seal("JBSWY3DP", owner="ada"))
    sealed[position] ^= 1

    with pytest.raises(Unreadable):
        sealer.open(bytes(sealed), owner="ada")


def test_it_opens_for_nobody_else_for_no_other_purpose_and_under_no_other_pepper() -> None:
    sealed = Sealer([NEW], "codes").seal("JBSWY3DP", owner="ada")

    for sealer, owner in (
        (Sealer([NEW], "codes"), "bob"),
        (Sealer([NEW], "keys"), "ada"),
        (Sealer([OLD], "codes"), "ada"),
    ):
        with pytest.raises(Unreadable):
            sealer.open(sealed, owner=owner)
    with pytest.raises(Unreadable):
        Sealer([NEW], "codes").open(b"short", owner="ada")


def test_after_a_rotation_both_peppers_open_and_the_new_one_seals() -> None:
    before, after = Sealer([OLD], "codes"), Sealer([NEW, OLD], "codes")

    assert after.open(before.seal("JBSWY3DP", owner="ada"), owner="ada") == "JBSWY3DP"
    with pytest.raises(Unreadable):
        before.open(after.seal("JBSWY3DP", owner="ada"), owner="ada")


def test_sealing_needs_a_pepper() -> None:
    with pytest.raises(ValueError, match="pepper"):
        Sealer([], "codes")
