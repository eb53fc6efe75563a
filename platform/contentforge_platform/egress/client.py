"""The one client for addresses that strangers give: checked, bounded in time and size, and blind to our network."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

import aiohttp
import yarl

from contentforge_platform.egress.addresses import Address, is_allowed, is_public
from contentforge_platform.egress.decoding import BodyDecoder
from contentforge_platform.egress.errors import BadUrl, FetchFailed, FetchReason
from contentforge_platform.egress.pinning import pinned_connector
from contentforge_platform.egress.resolver import Resolver, SystemResolver
from contentforge_platform.egress.settings import EgressSettings
from contentforge_platform.egress.url import TargetUrl
from contentforge_platform.observability import Span, SpanKind, span

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_SUCCESS = range(200, 300)
_PIECE = 65_536


@dataclass(frozen=True, slots=True)
class Fetched:
    """A successful (2xx) answer, decompressed.

    Attributes:
        url: where it came from in the end, after redirects.
        content_type: media type without parameters, lower-case; `application/octet-stream` if none was given.
        charset: as declared by the header, unchecked.
    """

    url: TargetUrl
    status: int
    content_type: str
    charset: str | None
    body: bytes


@dataclass(frozen=True, slots=True)
class _Request:
    method: str
    headers: Mapping[str, str]
    body: bytes | None = None


class Egress:
    """Fetches strangers' addresses. One per process; `close` ends its lookup threads."""

    def __init__(
        self, settings: EgressSettings, *, resolver: Resolver | None = None, tls: ssl.SSLContext | None = None
    ) -> None:
        self.settings = settings
        self._system_resolver = SystemResolver(settings.lookup_threads)  # starts no thread before its first lookup
        self._resolver: Resolver = resolver or self._system_resolver
        self._tls = tls or ssl.create_default_context()

    def check(self, url: TargetUrl) -> None:
        """Refuse what would be refused whatever a lookup says: its port, or an address that stands for itself.

        Raises:
            FetchFailed: such a request is never made.
        """
        if not url.has_web_port and not self.settings.allow:
            raise FetchFailed(FetchReason.PORT)
        if url.literal is not None:
            self._check_addresses(url, [url.literal])

    async def fetch(self, url: TargetUrl, *, limit: int, accept: str) -> Fetched:
        """GET `url`, following redirects; `limit` is the most bytes of body, before and after decompression.

        Raises:
            FetchFailed: the host is not public, does not answer as it should, or answers too much or too late.
        """
        with _traced("GET", url) as call:
            try:
                async with asyncio.timeout(self.settings.total_seconds):
                    fetched = await self._follow(url, limit, accept)
            except TimeoutError as error:
                raise FetchFailed(FetchReason.TIMEOUT) from error
            call.set("http.response.status_code", fetched.status)
            call.set("http.response.body.size", len(fetched.body))
            return fetched

    async def post(self, url: TargetUrl, body: bytes, headers: Mapping[str, str]) -> None:
        """POST `body` to `url`; no redirect is followed, and what is answered is not read.

        Raises:
            FetchFailed: the host is not public, or does not answer with success in time.
        """
        with _traced("POST", url) as call:
            try:
                async with asyncio.timeout(self.settings.total_seconds):
                    addresses = await self._checked_addresses(url)
                    request = _Request("POST", {"Accept": "*/*", **headers}, body)
                    async with self._exchange(url, addresses, request) as response:
                        if response.status not in _SUCCESS:
                            raise FetchFailed(FetchReason.STATUS, http_status=response.status)
                        call.set("http.response.status_code", response.status)
            except TimeoutError as error:
                raise FetchFailed(FetchReason.TIMEOUT) from error

    async def close(self) -> None:
        """End the lookup threads. A fetch that runs is the caller's to cancel."""
        self._system_resolver.close()

    async def _follow(self, url: TargetUrl, limit: int, accept: str) -> Fetched:
        for _ in range(self.settings.max_redirects + 1):
            addresses = await self._checked_addresses(url)
            async with self._exchange(url, addresses, _Request("GET", {"Accept": accept})) as response:
                if response.status in _REDIRECTS:
                    url = _redirect_target(url, response)
                    continue
                return await _read(url, response, limit)
        raise FetchFailed(FetchReason.TOO_MANY_REDIRECTS)

    async def _checked_addresses(self, url: TargetUrl) -> list[Address]:
        """The addresses of the host, all of them fit to connect to."""
        self.check(url)
        if url.literal is not None:
            return [url.literal]
        addresses = await self._lookup(url)
        self._check_addresses(url, addresses)
        return addresses

    def _check_addresses(self, url: TargetUrl, addresses: Sequence[Address]) -> None:
        allow = self.settings.allow
        if not all(is_public(address, allow) for address in addresses):
            raise FetchFailed(FetchReason.NOT_PUBLIC)
        if not url.has_web_port and not all(is_allowed(address, allow) for address in addresses):
            raise FetchFailed(FetchReason.PORT)

    async def _lookup(self, url: TargetUrl) -> list[Address]:
        try:
            async with asyncio.timeout(self.settings.connect_seconds):
                addresses = await self._resolver.resolve(url.host, url.port)
        except (OSError, TimeoutError) as error:
            raise FetchFailed(FetchReason.UNRESOLVABLE) from error
        if not addresses:
            raise FetchFailed(FetchReason.UNRESOLVABLE)
        return addresses

    @asynccontextmanager
    async def _exchange(
        self, url: TargetUrl, addresses: Sequence[Address], request: "_Request"
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """One request on a connection of its own, to one of `addresses`; nothing is kept for the next."""
        headers = {
            "User-Agent": self.settings.user_agent,
            **request.headers,
            "Accept-Encoding": "gzip, deflate",
        }
        async with aiohttp.ClientSession(
            connector=pinned_connector(addresses, self._tls),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=self.settings.connect_seconds),
            trust_env=False,
            auto_decompress=False,
            read_bufsize=_PIECE,
            headers=headers,
        ) as session:
            try:
                target = yarl.URL(str(url), encoded=True)
                async with session.request(
                    request.method, target, data=request.body, allow_redirects=False
                ) as response:
                    yield response
            except aiohttp.ClientError as error:
                raise FetchFailed(_reason_of(error)) from error


@contextmanager
def _traced(method: str, url: TargetUrl) -> Iterator[Span]:
    """One call to a stranger as a span. Of its address only the host is told: the rest may carry keys of theirs."""
    about = {"http.request.method": method, "server.address": url.host}
    with span(f"{method} elsewhere", about, kind=SpanKind.CLIENT) as call:
        try:
            yield call
        except FetchFailed as failure:
            if failure.http_status is not None:
                call.set("http.response.status_code", failure.http_status)
            call.fail(failure.reason.value)
            raise


def _reason_of(error: aiohttp.ClientError) -> FetchReason:
    match error:
        case aiohttp.ClientSSLError():
            return FetchReason.TLS
        case aiohttp.ClientConnectorError() | aiohttp.ConnectionTimeoutError():
            return FetchReason.UNREACHABLE
        case _:
            return FetchReason.BROKEN


def _redirect_target(url: TargetUrl, response: aiohttp.ClientResponse) -> TargetUrl:
    location = response.headers.get("Location")
    if location is None:
        raise FetchFailed(FetchReason.REDIRECT)
    try:
        return url.join(location)
    except BadUrl as error:
        raise FetchFailed(FetchReason.REDIRECT) from error


async def _read(url: TargetUrl, response: aiohttp.ClientResponse, limit: int) -> Fetched:
    if response.status not in _SUCCESS:
        raise FetchFailed(FetchReason.STATUS, http_status=response.status)
    if response.content_length is not None and response.content_length > limit:
        raise FetchFailed(FetchReason.TOO_LARGE)
    decoder = BodyDecoder(", ".join(response.headers.getall("Content-Encoding", [])), limit)
    async for piece in response.content.iter_chunked(_PIECE):
        decoder.feed(piece)
    return Fetched(
        url=url,
        status=response.status,
        content_type=response.content_type.lower(),
        charset=response.charset,
        body=decoder.finish(),
    )
