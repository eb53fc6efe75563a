"""Names of an image's stored objects: equal for every attempt, so that a second one replaces what a dead one left."""

from typing import Final
from uuid import UUID

from contentforge_platform.ids import TenantId

MAIN: Final = "full"
WIDTHS: Final = {MAIN: 2048, "lg": 1280, "md": 768, "sm": 320}


def object_key(tenant: TenantId, image: UUID, variant: str) -> str:
    """Where one variant is stored."""
    return f"{tenant}/images/{image}/{variant}.webp"


def possible_keys(tenant: TenantId, image: UUID) -> list[str]:
    """Where anything of the image may be stored, whatever became of it."""
    return [object_key(tenant, image, variant) for variant in WIDTHS]
