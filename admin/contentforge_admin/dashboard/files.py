"""What the build has made of the dashboard, read once: a name that is not among these files leads nowhere."""

import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path
from typing import Final

BUILT: Final = Path(__file__).parent.parent / "static"
"""Where the build of `admin/web` puts its files; never committed."""
INDEX: Final = "index.html"
_HASHED: Final = "assets/"
_PRESSED: Final = {".br": "br", ".gz": "gzip"}
_TYPES: Final = {".js": "text/javascript", ".woff2": "font/woff2", ".webmanifest": "application/manifest+json"}
_TEXTS: Final = ("text/", "application/json", "application/manifest+json", "image/svg+xml")


@dataclass(frozen=True, slots=True)
class File:
    """One file as it is sent.

    Attributes:
        bodies: its bytes by content coding; the plain ones are under `identity`.
        lasting: its name changes with its content, so that it may be kept for ever.
    """

    media_type: str
    etag: str
    bodies: dict[str, bytes]
    lasting: bool


class Files:
    """All files of one build, by their paths below its folder."""

    def __init__(self, folder: Path = BUILT) -> None:
        """Read a build; a folder that is missing or has no index page is no build at all."""
        names = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
        self._files = {name: _read(name, path) for name, path in names.items() if path.suffix not in _PRESSED}
        for name, path in names.items():
            plain = self._files.get(name.removesuffix(path.suffix))
            if plain is not None and path.suffix in _PRESSED:
                plain.bodies[_PRESSED[path.suffix]] = path.read_bytes()

    @property
    def index(self) -> File | None:
        """The page that starts the dashboard, or None if nothing was built."""
        return self._files.get(INDEX)

    def find(self, name: str) -> File | None:
        """The file of that name."""
        return self._files.get(name)

    @staticmethod
    def is_file_name(name: str) -> bool:
        """Whether this asks for a file; everything else is a place inside the dashboard."""
        return name.startswith(_HASHED) or "." in name.rpartition("/")[2]


def _read(name: str, path: Path) -> File:
    body = path.read_bytes()
    kind = _TYPES.get(path.suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    if kind.startswith(_TEXTS):
        kind += "; charset=utf-8"
    return File(kind, f'"{hashlib.sha256(body).hexdigest()[:20]}"', {"identity": body}, name.startswith(_HASHED))
