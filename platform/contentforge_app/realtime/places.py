"""Which API's language is spoken in a namespace, and for which organization: by host and path, as for requests."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from contentforge_app.apis.common.live import PieceVoice
from contentforge_app.mounts import Mounts
from contentforge_tenants.access import Audience

Voices = Mapping[Audience, PieceVoice | None]
"""The APIs that sockets may speak to; None is the native API, whose events are neutral and need no voice."""

# Base URLs end differently: that of the native API has its version in it.
_REST: Final[Mapping[str, frozenset[str]]] = {Audience.CONTENTFORGE.value: frozenset({"", "/api/v1"})}
_ONLY_ROOT: Final = frozenset({""})


@dataclass(frozen=True, slots=True)
class Room:
    """What a namespace stands for. Of several `audiences` the token's own decides."""

    audiences: tuple[Audience, ...]
    slug: str | None


class Namespaces:
    """Resolves namespaces along the mounts of the APIs."""

    def __init__(self, mounts: Mounts, voices: Voices) -> None:
        self._mounts = mounts
        self._all = tuple(voices)
        self._by_name = {audience.value: audience for audience in voices}

    def resolve(self, host: str, namespace: str) -> Room | None:
        """What a namespace at `host` stands for, None if there is none. A trailing slash makes no difference."""
        path = namespace.rstrip("/")
        place = self._mounts.resolve(host, path)
        rest = path[len(place.root_path) :]
        audience = self._by_name.get(place.mount.name)
        if audience is None or rest not in _REST.get(place.mount.name, _ONLY_ROOT):
            return None
        if not rest and not place.mount.prefix and not place.by_host:
            return Room(self._all, place.slug)
        return Room((audience,), place.slug)
