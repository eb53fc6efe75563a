"""Name lookup on threads of its own: a stranger's slow name server must not hold anybody else's threads."""

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address
from typing import Protocol

from contentforge_platform.egress.addresses import Address


class Resolver(Protocol):
    """Turns a host name into addresses. The client asks once per hop and connects to nothing but the answer."""

    async def resolve(self, host: str, port: int) -> list[Address]:
        """All addresses of `host`.

        Raises:
            OSError: there are none, or the lookup failed.
        """
        ...


class SystemResolver:
    """The operating system's lookup (`getaddrinfo`), with at most `threads` at once."""

    def __init__(self, threads: int) -> None:
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="egress-lookup")

    async def resolve(self, host: str, port: int) -> list[Address]:
        loop = asyncio.get_running_loop()
        try:
            found = await loop.run_in_executor(self._executor, _lookup, host, port)
        except UnicodeError as error:  # the standard library's own IDNA step runs before the lookup
            raise OSError(f"not a resolvable name: {error}") from error
        return [ip_address(text) for text in dict.fromkeys(found)]

    def close(self) -> None:
        """Let the threads end; a lookup that runs is not waited for."""
        self._executor.shutdown(wait=False, cancel_futures=True)


def _lookup(host: str, port: int) -> list[str]:
    return [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
