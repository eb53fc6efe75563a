"""Where Stripe may send people back to: our own pages, or those of the origins that may call the APIs."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from contentforge_platform.errors import Invalid

_LONGEST: Final = 2000
_PAGE: Final = "/app/billing"
_PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where to go after payment, and after turning back."""

    success: str
    cancel: str


class ReturnAddresses:
    """Checks the addresses that clients give, and fills in those that they do not."""

    def __init__(self, own: str, origins: Iterable[str]) -> None:
        """`own` is where people reach this installation, without a trailing slash."""
        self._own = own
        self._allowed = {_origin(own), *map(_origin, origins)}

    @property
    def page(self) -> str:
        """Our own page about billing."""
        return f"{self._own}{_PAGE}"

    def of(self, success: str | None, cancel: str | None) -> Addresses:
        """Both addresses.

        Raises:
            Invalid: one of them leads elsewhere (422).
        """
        return Addresses(
            success=self._checked(success, "success_url") or f"{self.page}?checkout=success",
            cancel=self._checked(cancel, "cancel_url") or f"{self.page}?checkout=cancelled",
        )

    def _checked(self, given: str | None, field: str) -> str | None:
        if given is None:
            return None
        # A backslash, a space or a control character is read one way here and another way by a browser.
        fit = len(given) <= _LONGEST and given.isascii() and given.isprintable() and not set(given) & set(' \\"<>^`|')
        if not fit or _origin(given) not in self._allowed:
            raise Invalid(
                "This address is neither on this host nor of an origin that may call it.", loc=("body", field)
            )
        return given


def _origin(address: str) -> tuple[str, str, int] | None:
    """Scheme, host and port; None for what is no plain web address."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not parts.hostname or "@" in parts.netloc:
        return None
    return parts.scheme, parts.hostname, port or _PORTS[parts.scheme]
