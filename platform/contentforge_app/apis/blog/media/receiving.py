"""Receive a file: streamed to the disk, looked at by its content, nothing of it kept if it cannot be taken."""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, Final, cast

from fastapi import Request
from starlette.datastructures import UploadFile

from contentforge_blog.media import Upload
from contentforge_blog.media.examine import LARGEST, examined, type_of
from contentforge_blog.media.library import LONGEST_ALT, LONGEST_CAPTION, check_text
from contentforge_platform.errors import Invalid, PayloadTooLarge, UnsupportedMediaType
from contentforge_platform.http.text import storable
from contentforge_platform.imaging import Limits

_PIECE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Received:
    """A file that may be stored, and what stands for the request's body where it is sent again."""

    upload: Upload
    file: BinaryIO
    digest: bytes


@asynccontextmanager
async def received(request: Request, limits: Limits) -> AsyncIterator[Received]:
    """The file of the form; its copy on the disk has no name, and is gone at the end whatever happens.

    Raises:
        Invalid: there is no file, or it is damaged, or a text is too long.
        PayloadTooLarge: 413.
        UnsupportedMediaType: 415.
    """
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise UnsupportedMediaType("Send the file as multipart/form-data")
    async with request.form(max_files=1, max_fields=10) as form:
        part = form.get("file")
        if not isinstance(part, UploadFile) or not part.size:
            raise Invalid("file is required", loc=("body", "file"))
        if part.size > LARGEST:
            raise PayloadTooLarge("The file is larger than 50 MB", limit=LARGEST)
        texts = _text(form.get("alt"), "alt", LONGEST_ALT), _text(form.get("caption"), "caption", LONGEST_CAPTION)
        file = await asyncio.to_thread(_on_disk, part)
        try:
            yield await asyncio.to_thread(_looked_at, file, part.filename, texts, limits)
        finally:
            file.close()


def _text(value: object, name: str, longest: int) -> str:
    if not isinstance(value, str):
        return ""
    try:
        return check_text(storable(value), name, longest)
    except ValueError as reason:
        raise Invalid(f"{name} {reason}", loc=("body", name)) from None


def _on_disk(part: UploadFile) -> BinaryIO:
    """The file with a descriptor of its own: small ones are in memory until now."""
    spooled = cast("SpooledTemporaryFile[bytes]", part.file)
    spooled.rollover()
    return os.fdopen(os.dup(spooled.fileno()), "r+b")


def _looked_at(file: BinaryIO, name: str | None, texts: tuple[str, str], limits: Limits) -> Received:
    type_ = type_of(file)
    digest = _digest(file, texts)
    alt, caption = texts
    return Received(replace(examined(file, type_, name, limits), alt=alt, caption=caption), file, digest)


def _digest(file: BinaryIO, texts: tuple[str, str]) -> bytes:
    digest = hashlib.sha256(repr(texts).encode())
    file.seek(0)
    while piece := file.read(_PIECE):
        digest.update(piece)
    return digest.digest()
