"""Files of the media library in this API's form."""

from contentforge_app.apis.common.links import Links
from contentforge_blog.media import Media, MediaKind
from contentforge_blog.media.keys import THUMBNAIL


def shown(media: Media, links: Links) -> dict[str, object]:
    """A file as readers of a post see it, too."""
    thumbnail = media.variants.get(THUMBNAIL)
    if thumbnail is None and media.kind is MediaKind.IMAGE:
        thumbnail = media.object_key  # a drawing fits any size
    return {
        "id": media.id,
        "filename": media.filename,
        "originalName": media.original_name,
        "mimeType": media.mime_type,
        "size": media.size_bytes,
        "type": media.kind,
        "url": links.to_media(media.object_key),
        "thumbnailUrl": None if thumbnail is None else links.to_media(thumbnail),
        "width": media.width,
        "height": media.height,
        "variants": {name: links.to_media(key) for name, key in media.variants.items() if name != THUMBNAIL},
        "alt": media.alt,
        "caption": media.caption,
        "focalPoint": None if media.focal is None else {"x": media.focal.x, "y": media.focal.y},
        "createdAt": media.created_at,
    }


def to_staff(media: Media, uses: int, links: Links) -> dict[str, object]:
    """A file with what only the staff needs to know."""
    return {
        **shown(media, links),
        "status": media.status,
        "errorMessage": media.error_message,
        "uploaderId": media.uploader,
        "usedIn": uses,
        "updatedAt": media.updated_at,
    }
