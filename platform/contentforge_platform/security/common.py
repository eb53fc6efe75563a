"""Recognise passwords that guessers try first, from a shipped list of our own making (common_passwords.txt)."""

from functools import cache
from importlib.resources import files

_LEET = str.maketrans("0134578@$!+", "oleastbasit")


def is_common(password: str) -> bool:
    """Whether a password, or its plain spelling, is on the list; case and the usual letter swaps do not hide it."""
    folded = password.casefold()
    known = _known()
    return folded in known or folded.translate(_LEET) in known


@cache
def _known() -> frozenset[str]:
    text = (files("contentforge_platform.security") / "common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(text.split())
