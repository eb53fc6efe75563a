"""Which organization and which API a request is for, from its host and path, before anything else looks at it."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from contentforge_platform.http.envelope import Envelope, set_mount
from contentforge_platform.http.scope import state_of

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
AsgiApp = Callable[[Scope, Receive, Send], Awaitable[None]]

_TENANT_PREFIX: Final = "/t/"
_ROUTED: Final = frozenset({"http", "websocket"})


@dataclass(frozen=True, slots=True)
class ApiMount:
    """One API at one place.

    Attributes:
        name: its name, which is also the audience of its tokens and what CONTENTFORGE_HOSTS calls it.
        prefix: where its paths begin, without a trailing slash; empty is the root.
        app: answers its requests, given the prefix as `root_path`.
        envelope: words the errors that are made outside of `app`.
        default_slug: the organization that is meant where neither path nor host names one; None leaves it to the
            caller's credential.
    """

    name: str
    prefix: str
    app: AsgiApp
    envelope: Envelope
    default_slug: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a request goes: to which API, on behalf of which organization, and how much of its path led there.

    `by_host` tells that the host's name alone decided.
    """

    mount: ApiMount
    slug: str | None
    root_path: str
    by_host: bool = False


class UnknownApi(ValueError):
    """CONTENTFORGE_HOSTS names an API that there is none of."""


class Mounts:
    """Resolves requests and hands them on; the first mount of the table answers what no other claims."""

    def __init__(self, table: Sequence[ApiMount], hosts: Mapping[str, str]) -> None:
        self._fallback = table[0]
        self._by_prefix = sorted(table, key=lambda mount: len(mount.prefix), reverse=True)
        self._hosts = {host.lower(): _of_host(host, target, table) for host, target in hosts.items()}

    def resolve(self, host: str, path: str) -> Place:
        """The place of a request for `path` at `host` (a Host header's value)."""
        name = _without_port(host)
        if name in self._hosts:
            return self._hosts[name]
        slug, root = None, ""
        if path.startswith(_TENANT_PREFIX):
            slug = path[len(_TENANT_PREFIX) :].partition("/")[0]
            root = f"{_TENANT_PREFIX}{slug}"
            path = path[len(root) :]
        mount = next((mount for mount in self._by_prefix if _begins(path, mount.prefix)), self._fallback)
        return Place(mount, mount.default_slug if slug is None else slug, root + mount.prefix)

    def resolving(self, app: AsgiApp) -> AsgiApp:
        """Wrap everything that wants to know the place: it stands in `scope["state"]` from here on inwards."""

        async def resolved(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] in _ROUTED:
                place = self.resolve(_host(scope), scope["path"])
                set_mount(scope, api=place.mount.name, envelope=place.mount.envelope)
                state_of(scope).update(place=place, slug=place.slug)
                scope["root_path"] = place.root_path
            await app(scope, receive, send)

        return resolved

    @staticmethod
    async def dispatch(scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a resolved request to its API."""
        place: Place = scope["state"]["place"]
        await place.mount.app(scope, receive, send)


def _of_host(host: str, target: str, table: Sequence[ApiMount]) -> Place:
    slug, _, name = target.rpartition("/")
    mount = next((mount for mount in table if mount.name == name), None)
    if mount is None:
        known = ", ".join(sorted({mount.name for mount in table}))
        raise UnknownApi(f"CONTENTFORGE_HOSTS: {host!r} names the API {name!r}; there are {known}.")
    return Place(mount, slug or mount.default_slug, "", by_host=True)


def _begins(path: str, prefix: str) -> bool:
    return not prefix or path == prefix or path.startswith(f"{prefix}/")


def _host(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"host":
            return str(value, "latin-1")
    return ""


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host.partition("]")[0].lower() + "]"
    return host.partition(":")[0].lower()
