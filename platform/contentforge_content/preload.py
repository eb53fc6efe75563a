"""The heavy libraries of sources and the local writer: some 45 MB and seconds to import, so only workers have them."""

from importlib import import_module
from typing import Final

HEAVY: Final = ("extruct", "trafilatura", "yake")


def preload() -> None:
    """Import them now, so that the first job does not wait for it. Takes seconds: call it in a thread."""
    for name in HEAVY:
        import_module(name)
