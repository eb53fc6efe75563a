"""A connector that can reach the checked addresses of one hop and nothing else."""

import socket
import ssl
from collections.abc import Sequence
from ipaddress import IPv6Address, ip_address
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from typing_extensions import override

from contentforge_platform.egress.addresses import Address


class _PinnedResolver(AbstractResolver):
    """Answers every name with the addresses that were checked: the name is never looked up a second time."""

    def __init__(self, addresses: Sequence[Address]) -> None:
        self._addresses = addresses

    @override
    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            ResolveResult(
                hostname=host,
                host=str(address),
                port=port,
                family=socket.AF_INET6 if isinstance(address, IPv6Address) else socket.AF_INET,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST,
            )
            for address in self._addresses
        ]

    @override
    async def close(self) -> None:
        """Nothing is held."""


def pinned_connector(addresses: Sequence[Address], tls: ssl.SSLContext) -> aiohttp.TCPConnector:
    """A connector for one exchange. It must be made inside a running loop and closed by its session."""
    checked = frozenset(addresses)

    def open_socket(info: tuple[Any, ...]) -> socket.socket:
        # aiohttp does not ask the resolver about literal addresses; every connection passes here, so this is the wall.
        family, kind, protocol, _, where = info
        if ip_address(where[0]) not in checked:
            raise OSError("refused to connect to an address that was not checked")
        return socket.socket(family, kind, protocol)

    return aiohttp.TCPConnector(
        resolver=_PinnedResolver(addresses),
        use_dns_cache=False,
        force_close=True,
        ssl=tls,
        socket_factory=open_socket,
    )
