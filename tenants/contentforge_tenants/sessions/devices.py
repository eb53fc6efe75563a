"""Say in two words what a user agent is, so that people know their own devices in a list."""

import re
from typing import Final

# In this order: each browser also claims to be those that stand after it.
_BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
_PRODUCT: Final = re.compile(r"[\w.-]{1,40}", re.ASCII)


def device_of(user_agent: str | None) -> str | None:
    """`Firefox on Linux`, or a program's own name; None where nothing is told. It is a claim, and proves nothing."""
    if not user_agent:
        return None
    browser = _first(user_agent, _BROWSERS)
    system = _first(user_agent, _SYSTEMS)
    if browser is not None:
        return browser if system is None else f"{browser} on {system}"
    product = _PRODUCT.match(user_agent)
    return product[0] if product else system


def _first(text: str, known: tuple[tuple[str, str], ...]) -> str | None:
    return next((name for sign, name in known if sign in text), None)
