"""Messages between a pool and its children: a length-prefixed JSON head and a body of bytes, through pipes.

Nothing touches the disk, so nothing is left there whoever is killed and when.
"""

import json
import struct
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from contentforge_platform.imaging.errors import ImageRefused, Refusal, refused
from contentforge_platform.imaging.spec import ImageSpec, Limits, ProcessedImage, Variant, VariantSpec

LENGTHS = struct.Struct(">II")
"""What every message starts with: the sizes of its head and its body."""


@dataclass(frozen=True, slots=True)
class Request:
    spec: ImageSpec
    limits: Limits
    data: bytes


def pack_request(request: Request) -> list[bytes]:
    """The message in pieces, so that a large body is not copied."""
    head = _json({"spec": asdict(request.spec), "limits": asdict(request.limits)})
    return [LENGTHS.pack(len(head), len(request.data)), head, request.data]


def unpack_request(head: bytes, body: bytes) -> Request:
    fields = json.loads(head)
    variants = tuple(
        VariantSpec(**{**variant, "focus": tuple(variant["focus"])}) for variant in fields["spec"].pop("variants")
    )
    return Request(ImageSpec(variants=variants, **fields["spec"]), Limits(**fields["limits"]), body)


def pack_answer(answer: ProcessedImage | ImageRefused) -> list[bytes]:
    if isinstance(answer, ImageRefused):
        head = _json({"refused": answer.reason})
        return [LENGTHS.pack(len(head), 0), head]
    head = _json(
        {
            "source": [answer.source_format, answer.source_width, answer.source_height],
            "variants": [[made.name, made.width, made.height, made.size_bytes] for made in answer.variants],
        }
    )
    size = sum(made.size_bytes for made in answer.variants)
    return [LENGTHS.pack(len(head), size), head, *(made.body for made in answer.variants)]


def unpack_answer(head: bytes, body: bytes) -> ProcessedImage:
    """What the child made.

    Raises:
        ImageRefused: the child refused the image.
    """
    fields = json.loads(head)
    if "refused" in fields:
        raise refused(Refusal(fields["refused"]))
    source_format, width, height = fields["source"]
    return ProcessedImage(source_format, width, height, tuple(_variants(fields["variants"], body)))


def _variants(rows: list[tuple[str, int, int, int]], body: bytes) -> Iterable[Variant]:
    start = 0
    for name, width, height, size in rows:
        yield Variant(name, width, height, body[start : start + size])
        start += size


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value).encode()
