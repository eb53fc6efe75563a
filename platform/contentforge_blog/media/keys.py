"""Names of a file's stored objects, which are its public addresses, too.

They say nothing and cannot be guessed. What stands under a name never changes, so that everybody may keep it for good.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from contentforge_platform.ids import TenantId, parse_id

PATH: Final = "/media/"
THUMBNAIL: Final = "thumbnail"
FULL: Final = "webp"
WIDTHS: Final[Mapping[str, int | None]] = {FULL: None, "lg": 1280, "md": 768, "sm": 320}
"""The variants of a picture by their widths in pixels; None is the picture's own."""

_NAME: Final = re.compile(r"[a-z]{2,12}(?:-\d{1,3}-\d{1,3})?\.[a-z0-9]{3,4}", re.ASCII)
_PERCENT: Final = 100


@dataclass(frozen=True, slots=True)
class FocalPoint:
    """What must stay in a cropped picture: fractions of width and height, from the upper left."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Address:
    """What a public address names."""

    tenant: TenantId
    media: UUID
    key: str


def original_key(tenant: TenantId, media: UUID, extension: str) -> str:
    """Where the file itself is stored."""
    return f"{tenant}/media/{media}/original.{extension}"


def variant_keys(tenant: TenantId, media: UUID, focal: FocalPoint | None) -> dict[str, str]:
    """Where each picture that is made of another is stored; another focal point makes another thumbnail."""
    where = "" if focal is None else f"-{round(focal.x * _PERCENT)}-{round(focal.y * _PERCENT)}"
    names = {**{name: name for name in WIDTHS}, THUMBNAIL: f"{THUMBNAIL}{where}"}
    return {variant: f"{tenant}/media/{media}/{name}.webp" for variant, name in names.items()}


def public_path(key: str) -> str:
    """The path at which the object of a key is served to everybody."""
    tenant, _, rest = key.partition("/media/")
    return f"{PATH}{tenant}/{rest}"


def parse_path(tenant: str, media: str, name: str) -> Address | None:
    """What an address names; None if it is not of our making."""
    owner, file = parse_id(tenant), parse_id(media)
    if owner is None or file is None or _NAME.fullmatch(name) is None:
        return None
    return Address(TenantId(owner), file, f"{owner}/media/{file}/{name}")
