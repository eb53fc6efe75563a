"""Jobs and texts in the native API's words, serialised once: what the database made is passed on as it is."""

from collections.abc import Mapping
from typing import Any, Final

import asyncpg
import orjson

from contentforge_app.apis.common.links import Links
from contentforge_app.apis.contentforge.images.render import images_of_job
from contentforge_content.vocabulary import SourceType

_SHOWN_OF_PROMPT: Final = 50


def job(row: asyncpg.Record | Mapping[str, Any], links: Links) -> dict[str, object]:
    """A whole job."""
    return {
        "id": row["id"],
        "user_id": row["user_id"],
        "source_type": row["source_type"],
        "source_url": row["source_url"],
        "source_data": _source_data(row),
        "template_id": row["template_id"],
        "content_types": row["content_types"],
        "tags": row["tags"],
        "content_types_done": row["content_types_done"],
        "run_at": row["run_at"],
        "status": row["status"],
        "provider": row["provider"],
        "model": row["model"],
        "error_message": row["error_message"],
        "content_items": orjson.Fragment(row["content_items"]),
        "image_items": images_of_job(row["image_items"], links),
        "created_at": row["created_at"],
        "completed_at": row["completed_at"],
    }


def item(row: asyncpg.Record) -> dict[str, object]:
    """One text."""
    return {
        "id": row["id"],
        "job_id": row["job_id"],
        "content_type": row["content_type"],
        "content": row["text"],
        "word_count": row["word_count"],
        "version": row["version"],
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
    }


def version(row: asyncpg.Record) -> dict[str, object]:
    """A text as it was."""
    return {
        "version": row["version"],
        "content": row["text"],
        "word_count": row["word_count"],
        "origin": row["origin"],
        "created_by": row["created_by"],
        "created_at": row["created_at"],
    }


def _source_data(row: asyncpg.Record | Mapping[str, Any]) -> object:
    if row["source_type"] != SourceType.PROMPT:
        return orjson.Fragment(row["source_data"])
    prompt = row["prompt"] or ""
    name = orjson.loads(row["source_data"]).get("name") or prompt[:_SHOWN_OF_PROMPT]
    return {"name": name, "prompt": prompt}
