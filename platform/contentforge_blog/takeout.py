"""What organizations take along of their blog."""

from typing import Final

from contentforge_platform.takeout import Collection

COLLECTIONS: Final = (
    Collection(
        "site",
        "blog_site",
        (
            *("title", "description", "site_url", "preview_path", "post_path", "category_path", "tag_path"),
            *("default_locale", "locales", "registration", "revalidate_url", "updated_at"),
        ),
        key=("organization_id",),
    ),
    Collection(
        "posts", "blog_post", ("id", "author_id", "status", "publish_at", "version", "created_at", "updated_at")
    ),
    Collection(
        "post_translations",
        "blog_post_translation",
        (
            *("post_id", "locale", "title", "slug", "excerpt", "body", "body_html", "meta_title", "meta_description"),
            *("canonical", "og_image", "schema_type", "schema_data", "hero_image_id", "reading_time", "version"),
            "updated_at",
        ),
        key=("post_id", "locale"),
    ),
    Collection(
        "post_revisions",
        "blog_revision",
        ("id", "post_id", "locale", "version", "data", "body_html", "created_by", "created_at"),
        key=("post_id", "locale", "version"),
    ),
    Collection("former_slugs", "blog_former_slug", ("locale", "slug", "post_id", "created_at"), key=("locale", "slug")),
    Collection("categories", "blog_category", ("id", "parent_id", "created_at", "updated_at")),
    Collection(
        "category_translations",
        "blog_category_translation",
        ("category_id", "locale", "name", "slug", "description"),
        key=("category_id", "locale"),
    ),
    Collection("tags", "blog_tag", ("id", "created_at", "updated_at")),
    Collection(
        "tag_translations", "blog_tag_translation", ("tag_id", "locale", "name", "slug"), key=("tag_id", "locale")
    ),
    Collection("post_categories", "blog_post_category", ("post_id", "category_id"), key=("post_id", "category_id")),
    Collection("post_tags", "blog_post_tag", ("post_id", "tag_id"), key=("post_id", "tag_id")),
    Collection(
        "media",
        "blog_media",
        (
            *("id", "uploader_id", "filename", "original_name", "mime_type", "kind", "size_bytes", "width", "height"),
            *("object_key", "variants", "status", "alt", "caption", "focal_x", "focal_y", "created_at", "updated_at"),
        ),
        files=("object_key", "variants"),
    ),
)
