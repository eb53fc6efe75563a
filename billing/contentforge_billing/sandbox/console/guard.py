"""The console is for this machine only, and for no page of another site."""

import ipaddress
from typing import Final

from starlette.requests import Request

_LOCAL_NAMES: Final = frozenset({"localhost", "127.0.0.1", "::1"})


def is_local(request: Request) -> bool:
    """Whether a request comes from this machine, and was meant for it: a name that only leads here may be a trap."""
    client = request.client.host if request.client else ""
    try:
        near = ipaddress.ip_address(client).is_loopback
    except ValueError:
        near = False
    return near and (request.url.hostname or "") in _LOCAL_NAMES
