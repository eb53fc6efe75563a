"""From where a request came, as far as sessions and the audit log remember it."""

from dataclasses import dataclass
from typing import Final

from contentforge_tenants.text import storable


@dataclass(frozen=True, slots=True)
class Client:
    """The address and the user agent of a request; both are only shown to people, nothing is decided by them."""

    ip: str | None = None
    user_agent: str | None = None

    @property
    def stored_ip(self) -> str | None:
        return storable(self.ip, longest=64)

    @property
    def stored_agent(self) -> str | None:
        return storable(self.user_agent)


UNKNOWN: Final = Client()
