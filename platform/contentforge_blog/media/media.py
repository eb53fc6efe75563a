"""A file of the media library."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

import asyncpg
import orjson

from contentforge_blog.media.keys import FocalPoint
from contentforge_blog.media.types import MediaKind
from contentforge_platform.errors import Conflict, NotFound
from contentforge_platform.ids import UserId


class MediaNotFound(NotFound):
    """There is no such file in this library."""

    code = "media_not_found"

    def __init__(self) -> None:
        super().__init__("Media not found")


class MediaInUse(Conflict):
    """Posts show the file."""

    code = "media_in_use"

    def __init__(self, uses: int) -> None:
        shown = "1 post shows" if uses == 1 else f"{uses} posts show"
        super().__init__(f"{shown} this file. Delete it all the same with ?force=true", uses=uses)


class MediaStatus(StrEnum):
    """Whether the smaller pictures are there; without them the addresses answer with the file itself."""

    PROCESSING = "processing"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Media:
    """A file that was uploaded, with the keys of its objects."""

    id: UUID
    uploader: UserId
    filename: str
    original_name: str
    mime_type: str
    kind: MediaKind
    size_bytes: int
    width: int | None
    height: int | None
    object_key: str
    variants: Mapping[str, str]
    status: MediaStatus
    error_message: str | None
    alt: str
    caption: str
    focal: FocalPoint | None
    created_at: datetime
    updated_at: datetime

    @property
    def keys(self) -> list[str]:
        """Of all its objects."""
        return [self.object_key, *self.variants.values()]

    @classmethod
    def of(cls, row: "Mapping[str, object] | asyncpg.Record") -> "Media":
        """From a row, or from the database's JSON of one."""
        variants, x, y = row["variants"], row["focal_x"], row["focal_y"]
        return cls(
            id=UUID(str(row["id"])),
            uploader=UserId(UUID(str(row["uploader_id"]))),
            filename=str(row["filename"]),
            original_name=str(row["original_name"]),
            mime_type=str(row["mime_type"]),
            kind=MediaKind(str(row["kind"])),
            size_bytes=int(str(row["size_bytes"])),
            width=_number(row["width"]),
            height=_number(row["height"]),
            object_key=str(row["object_key"]),
            variants=orjson.loads(variants) if isinstance(variants, str) else dict(variants),  # type: ignore[arg-type]  # JSON of one form or the other
            status=MediaStatus(str(row["status"])),
            error_message=None if row["error_message"] is None else str(row["error_message"]),
            alt=str(row["alt"]),
            caption=str(row["caption"]),
            focal=None if x is None or y is None else FocalPoint(float(str(x)), float(str(y))),
            created_at=_moment(row["created_at"]),
            updated_at=_moment(row["updated_at"]),
        )


def _number(value: object) -> int | None:
    return None if value is None else int(str(value))


def _moment(value: object) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(str(value)).astimezone(UTC)
