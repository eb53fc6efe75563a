"""What organizations take along of what was made for them."""

from typing import Final

from contentforge_platform.takeout import Collection

COLLECTIONS: Final = (
    Collection(
        "jobs",
        "generation_job",
        (
            *("id", "user_id", "source_type", "source_url", "source_data", "prompt", "template_id", "content_types"),
            *("tags", "provider", "model", "status", "error_message", "created_at", "started_at", "completed_at"),
        ),
    ),
    Collection(
        "content",
        "content_item",
        (
            *("id", "job_id", "user_id", "content_type", "text", "generated_text", "version", "word_count"),
            *("provider", "model", "in_library", "title", "tags", "notes", "created_at", "updated_at"),
        ),
    ),
    Collection(
        "content_versions",
        "content_version",
        ("item_id", "version", "text", "origin", "word_count", "created_by", "created_at"),
        key=("item_id", "version"),
    ),
    Collection(
        "images",
        "image",
        (
            *("id", "job_id", "user_id", "original_url", "status", "format", "width", "height", "size_bytes"),
            *("object_key", "variants", "error_message", "created_at", "completed_at"),
        ),
        files=("object_key", "variants"),
    ),
    Collection(
        "templates",
        "template",
        (
            *("id", "user_id", "name", "description", "tone", "style", "content_types", "prompt_override"),
            *("created_at", "updated_at"),
        ),
    ),
)
