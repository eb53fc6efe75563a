"""Names of objects: the tenant first, then a kind, then what nobody can guess."""

import re
from typing import Final

from contentforge_platform.ids import TenantId, new_id

_KEY: Final = re.compile(r"[a-z0-9][a-z0-9_-]*(?:/[a-z0-9][a-z0-9_-]*)*(?:\.[a-z0-9]{1,8})?", re.ASCII)
_LONGEST: Final = 300


def new_object_key(tenant: TenantId, kind: str, extension: str) -> str:
    """A new key such as `<tenant>/media/<random>.webp`."""
    return check_key(f"{tenant}/{kind}/{new_id()}.{extension}")


def check_key(key: str) -> str:
    """The key, if it is one of ours: lower-case words between slashes and one short extension, no dots to climb by.

    Raises:
        ValueError: it is not.
    """
    if len(key) > _LONGEST or _KEY.fullmatch(key) is None:
        raise ValueError("not a key of ours")
    return key
