"""Images in the native API's words; where they are stored is never told, only an address that opens them."""

from collections.abc import Mapping
from typing import Any

import asyncpg
import orjson

from contentforge_app.apis.common.links import Links


def image(row: asyncpg.Record, links: Links) -> dict[str, object]:
    """An image from its row."""
    return {
        "id": row["id"],
        "job_id": row["job_id"],
        "original_url": row["original_url"],
        "format": row["format"],
        "status": row["status"],
        "width": row["width"],
        "height": row["height"],
        "size_bytes": row["size_bytes"],
        **_addresses(row["object_key"], orjson.loads(row["variants"]), links),
        "error_message": row["error_message"],
        "created_at": row["created_at"],
    }


def images_of_job(made_by_database: str, links: Links) -> object:
    """A job's images from the JSON that the database made of them."""
    if made_by_database == "[]":
        return orjson.Fragment(made_by_database)
    told = orjson.loads(made_by_database)
    for one in told:
        one.update(_addresses(one.pop("object_key"), one["variants"], links))
    return told


def _addresses(key: str | None, variants: Mapping[str, Mapping[str, Any]], links: Links) -> dict[str, object]:
    return {
        "optimized_url": None if key is None else links.to(key),
        "variants": {name: _variant(variant, links) for name, variant in variants.items()},
    }


def _variant(variant: Mapping[str, Any], links: Links) -> dict[str, object]:
    measures = {name: variant.get(name) for name in ("width", "height", "size_bytes")}
    return {"url": links.to(variant["key"]), **measures}
