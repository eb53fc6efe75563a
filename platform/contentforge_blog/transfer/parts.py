"""Files of a bundle: written the same for the same content, read with care."""

from collections.abc import Mapping
from typing import Final
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from contentforge_blog.transfer.entry import Unreadable

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_LONGEST: Final = 8_000_000


def info_of(name: str, *, compress: int) -> ZipInfo:
    """How a file is entered; the moment at which it is written is no part of a bundle."""
    info = ZipInfo(name, _EPOCH)
    info.compress_type = compress
    return info


def put_text(bundle: ZipFile, name: str, text: str) -> None:
    """Enter a text."""
    bundle.writestr(info_of(name, compress=ZIP_DEFLATED), text.encode())


def read_text(bundle: ZipFile, name: str) -> str:
    """A text of a bundle.

    Raises:
        Unreadable: it is missing, too large, or none.
    """
    try:
        if bundle.getinfo(name).file_size > _LONGEST:
            raise Unreadable(f"{name} is too large")
        return bundle.read(name).decode()
    except (KeyError, UnicodeDecodeError, BadZipFile) as error:
        raise Unreadable(f"{name} cannot be read: {error}") from None


def as_object(value: object) -> Mapping[str, object]:
    """Names with values.

    Raises:
        Unreadable: it is something else.
    """
    if not isinstance(value, dict):
        raise Unreadable("this should be names with values")
    return value
