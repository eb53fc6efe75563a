"""Who is calling: the peer itself, or what the operator's own proxies have written down about it."""

from functools import lru_cache
from ipaddress import IPv6Address, ip_address

from starlette.types import ASGIApp, Receive, Scope, Send

UNKNOWN = "unknown"
_IPV6_PREFIX_BITS = 64


class ClientAddress:
    """Replaces `scope["client"]` by the Nth address from the right of X-Forwarded-For, N being the operator's proxies.

    What stands further left was written by strangers. With fewer than N addresses, or an unreadable one, the request
    did not come through the proxies, and the peer counts. The scheme follows X-Forwarded-Proto likewise.
    """

    def __init__(self, app: ASGIApp, *, trusted_proxies: int) -> None:
        self._app = app
        self._proxies = trusted_proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._proxies and scope["type"] in {"http", "websocket"}:
            address = _nth(_entries(scope, b"x-forwarded-for"), self._proxies)
            if address is not None:
                scope["client"] = (address, 0)
                self._take_scheme(scope)
        await self._app(scope, receive, send)

    def _take_scheme(self, scope: Scope) -> None:
        schemes = _entries(scope, b"x-forwarded-proto")
        scheme = schemes[-self._proxies] if len(schemes) >= self._proxies else schemes[-1] if schemes else ""
        if scheme in {"http", "https"}:
            scope["scheme"] = scheme if scope["type"] == "http" else scheme.replace("http", "ws")


def client_address(scope: Scope) -> str:
    """The address of whoever calls, as text; `unknown` over a socket without one."""
    client = scope.get("client")
    return client[0] if client else UNKNOWN


@lru_cache(maxsize=8192)
def address_key(address: str) -> str:
    """By what an address is counted: IPv4 as it is, IPv6 by its /64, since one host owns all of that."""
    try:
        parsed = ip_address(address.split("%", 1)[0])
    except ValueError:
        return address[:64]
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        bits = int(parsed) >> _IPV6_PREFIX_BITS << _IPV6_PREFIX_BITS
        return f"{IPv6Address(bits)}/{_IPV6_PREFIX_BITS}"
    return str(parsed)


def _entries(scope: Scope, header: bytes) -> list[str]:
    values = [value.decode("latin-1") for name, value in scope["headers"] if name == header]
    return [entry.strip() for value in values for entry in value.split(",")] if values else []


def _nth(entries: list[str], count: int) -> str | None:
    if len(entries) < count:
        return None
    entry = entries[-count]
    if entry.startswith("["):  # [2001:db8::1]:443
        entry = entry[1:].split("]", 1)[0]
    elif entry.count(":") == 1:  # 192.0.2.1:443
        entry = entry.split(":", 1)[0]
    try:
        return str(ip_address(entry))
    except ValueError:
        return None
