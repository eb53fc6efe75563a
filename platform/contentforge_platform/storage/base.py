"""What every storage can do."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final, Protocol

from contentforge_platform.errors import NotFound, Unavailable


class ObjectMissing(NotFound):
    """There is no object of this key."""

    code = "object_missing"

    def __init__(self) -> None:
        super().__init__("File not found.")


class StorageFailed(Unavailable):
    """The storage does not do its part now; the same request may succeed later. Details are in the log only."""

    code = "storage_failed"

    def __init__(self) -> None:
        super().__init__("The file storage does not answer at the moment.")


@dataclass(frozen=True, slots=True)
class Stored:
    """An object with what it is."""

    body: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an object without its content; `size` counts bytes."""

    size: int
    content_type: str


CHUNK: Final = 256 * 1024
"""How many bytes of an object are in memory at a time while it is read in pieces."""


class Storage(Protocol):
    """Objects by key. Keys are made by us (`new_object_key`), never by a user.

    Every exchange raises `StorageFailed` when the backend does not do its part.
    """

    async def put(self, key: str, body: bytes, *, content_type: str) -> None:
        """Store an object whole, in place of an earlier one of the same key: nobody ever reads half of it."""
        ...

    async def put_file(self, key: str, file: BinaryIO, *, content_type: str) -> None:
        """As `put`, from the beginning of a file, of which only a few pieces are in memory at a time."""
        ...

    async def facts(self, key: str) -> Facts:
        """What an object is.

        Raises:
            ObjectMissing: there is none.
        """
        ...

    def read(self, key: str, start: int, length: int) -> AsyncIterator[bytes]:
        """`length` bytes of an object from `start` on, in pieces.

        Raises:
            ObjectMissing: there is none, or none any more.
        """
        ...

    async def get(self, key: str) -> Stored:
        """Read an object.

        Raises:
            ObjectMissing: there is none.
        """
        ...

    async def delete(self, keys: Sequence[str]) -> None:
        """Delete objects; what is not there is no error."""
        ...

    async def exists(self, key: str) -> bool:
        """Whether there is such an object."""
        ...

    def url(self, key: str) -> str:
        """Where a browser can read the object for a while: an absolute address, or a path of our own (`/files/...`)."""
        ...

    async def check(self) -> None:
        """Write and delete a probe.

        Raises:
            Exception: what is wrong.
        """
        ...

    async def close(self) -> None:
        """Give threads and connections back."""
        ...
