"""What the document shows of each answer of the blog, and beneath it what is told beyond that; values have its form."""

import re
from typing import Any, Final

import httpx
from pydantic import BaseModel

from support.shapes import Form, Kind, Shape, a_text, a_token, an_id, just, misfits

_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_ADDRESS: Final = re.compile(r"https?://[^/\s]+/\S+")
_NAMES: Final = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    429: "Too Many Requests",
    500: "Internal Server Error",
}

# The two texts of the document's post, as it sends them.
VIETNAMESE: Final[dict[str, Any]] = {
    "locale": "vi",
    "title": "Tiêu đề bài viết",
    "slug": "tieu-de-bai-viet",
    "excerpt": "Mô tả ngắn",
    "body": "# Nội dung Markdown\n\nĐoạn văn bản...",
    "metaTitle": "SEO Title",
    "metaDescription": "SEO Description",
    "canonical": None,
    "ogImage": "https://example.com/image.jpg",
    "schemaType": "Article",
    "schemaData": None,
}
ENGLISH: Final[dict[str, Any]] = {
    "locale": "en",
    "title": "Post Title",
    "slug": "post-title",
    "excerpt": "Short description",
    "body": "# Markdown Content\n\nText paragraph...",
}


def a_moment(value: object) -> bool:
    return isinstance(value, str) and _MOMENT.fullmatch(value) is not None


def an_address(value: object) -> bool:
    return isinstance(value, str) and _ADDRESS.fullmatch(value) is not None


def a_count(value: object) -> bool:
    return type(value) is int and value >= 0


def a_word(value: object) -> bool:
    """A text that may be empty."""
    return isinstance(value, str)


def a_record(value: object) -> bool:
    return isinstance(value, dict)


nothing: Final = just(None)


def maybe(form: Form) -> Kind:
    """This, or null."""

    def fits(value: Any) -> bool:
        return value is None or misfits(value, form) == []

    return fits


def page_of(form: Form) -> Shape:
    """A list with what it tells of itself."""
    return {"data": [form], "meta": {"total": a_count, "page": a_count, "limit": a_count, "totalPages": a_count}}


def refusal(status: int) -> Shape:
    return {"statusCode": just(status), "message": a_text, "error": just(_NAMES[status])}


def message(text: str) -> Shape:
    return {"message": just(text)}


DONE: Final[Shape] = {"success": just(True)}  # noqa: FBT003 - the value itself
TOKENS: Final[Shape] = {"accessToken": a_token, "refreshToken": a_text}
_ROLE: Final = just("ADMIN", "EDITOR", "AUTHOR")
ME: Final[Shape] = {"id": an_id, "email": a_text, "name": a_text, "role": _ROLE}

_AUTHOR: Final[Shape] = {"id": an_id, "name": a_text, "avatar": maybe(an_address)}
_NAMED: Final[Shape] = {"locale": a_text, "name": a_text, "slug": a_text}
_DESCRIBED: Final[Shape] = {**_NAMED, "description": maybe(a_text)}
_FILED: Final[Shape] = {
    "categories": [{"id": an_id, "parentId": maybe(an_id), "translations": [_DESCRIBED]}],
    "tags": [{"id": an_id, "translations": [_NAMED]}],
}

MEDIA_SEEN: Final[Shape] = {
    "id": an_id,
    "filename": a_text,
    "originalName": a_text,
    "mimeType": a_text,
    "size": a_count,
    "type": just("IMAGE", "VIDEO"),
    "url": an_address,
    "thumbnailUrl": an_address,
    "width": a_count,
    "height": a_count,
    "variants": {"sm": an_address, "md": an_address, "lg": an_address, "webp": an_address},
    "createdAt": a_moment,
    # beyond the document
    "alt": a_word,
    "caption": a_word,
    "focalPoint": nothing,
}
"""A picture as readers see it."""
MEDIA: Final[Shape] = {
    **MEDIA_SEEN,
    "status": just("ready", "processing"),
    "errorMessage": nothing,
    "uploaderId": an_id,
    "usedIn": a_count,
    "updatedAt": a_moment,
}

_META: Final[Shape] = {
    "metaTitle": maybe(a_text),
    "metaDescription": maybe(a_text),
    "canonical": maybe(an_address),
    "ogImage": maybe(an_address),
    "schemaType": maybe(a_text),
    "schemaData": maybe(a_record),
    "readingTime": a_count,
    "updatedAt": a_moment,
}
_TRANSLATION: Final[Shape] = {
    "id": an_id,
    "locale": a_text,
    "title": a_text,
    "slug": a_text,
    "excerpt": a_word,
    **_META,
    "heroImageId": maybe(an_id),
    "version": a_count,
}
POST_LISTED: Final[Shape] = {
    "id": an_id,
    "authorId": an_id,
    "status": just("DRAFT", "REVIEW", "PUBLISHED", "SCHEDULED"),
    "publishAt": maybe(a_moment),
    "createdAt": a_moment,
    "updatedAt": a_moment,
    "translations": [_TRANSLATION],
    "author": _AUTHOR,
    **_FILED,
    # beyond the document
    "version": a_count,
}
_BODY: Final[Shape] = {"body": a_word, "bodyHtml": a_word, "heroImage": maybe(MEDIA_SEEN)}
POST: Final[Shape] = {**POST_LISTED, "translations": [{**_TRANSLATION, **_BODY}]}
REVISION: Final[Shape] = {
    "id": an_id,
    "postId": an_id,
    "locale": a_text,
    "version": a_count,
    "data": {
        "title": a_text,
        "slug": a_text,
        "excerpt": a_word,
        "body": a_word,
        **{name: kind for name, kind in _META.items() if name not in {"readingTime", "updatedAt"}},
        "heroImageId": maybe(an_id),
    },
    "createdAt": a_moment,
    "createdBy": {"id": an_id, "name": a_text},
}
PREVIEW_LINK: Final[Shape] = {"token": a_text, "url": an_address}

USER: Final[Shape] = {
    "id": an_id,
    "email": a_text,
    "name": a_text,
    "avatar": nothing,
    "role": _ROLE,
    "isActive": just(True, False),  # noqa: FBT003 - the values themselves
    "createdAt": a_moment,
    "updatedAt": a_moment,
    # beyond the document
    "isInvited": just(True, False),  # noqa: FBT003 - as above
}

_TERM: Final[Shape] = {
    "id": an_id,
    "parentId": maybe(an_id),
    "postCount": a_count,
    "createdAt": a_moment,
    "updatedAt": a_moment,
}
CATEGORY: Final[Shape] = {**_TERM, "translations": [_DESCRIBED]}
CATEGORY_SEEN: Final[Shape] = {**CATEGORY, "currentTranslation": _DESCRIBED}
TAG: Final[Shape] = {**_TERM, "parentId": nothing, "translations": [_NAMED]}
TAG_SEEN: Final[Shape] = {**TAG, "currentTranslation": _NAMED}

AUDIT_LINE: Final[Shape] = {
    "id": an_id,
    "userId": an_id,
    "action": just("CREATE", "UPDATE", "DELETE", "PUBLISH"),
    "entity": a_text,
    "entityId": an_id,
    "oldValue": maybe(a_record),
    "newValue": maybe(a_record),
    "ipAddress": a_text,
    "userAgent": a_text,
    "createdAt": a_moment,
    "user": {"id": an_id, "name": a_text, "email": a_text},
}

PUBLIC_ITEM: Final[Shape] = {
    "id": an_id,
    "status": just("PUBLISHED"),
    "publishAt": a_moment,
    "author": _AUTHOR,
    "translations": [{"locale": a_text, "title": a_text, "slug": a_text}],
    **_FILED,
}
_CURRENT: Final[Shape] = {
    "locale": a_text,
    "title": a_text,
    "slug": a_text,
    "excerpt": a_word,
    **_META,
    "heroImage": maybe(MEDIA_SEEN),
}
PUBLIC_ITEM_IN: Final[Shape] = {**PUBLIC_ITEM, "currentTranslation": _CURRENT}
"""A post of a list in one language."""
_WHOLE: Final[Shape] = {**PUBLIC_ITEM, "currentTranslation": {**_CURRENT, **_BODY}}
PUBLIC_POST: Final[Shape] = {**_WHOLE, "jsonLd": a_record}
PREVIEWED: Final[Shape] = {**_WHOLE, "status": just("DRAFT"), "publishAt": nothing}
MOVED: Final[Shape] = {"statusCode": just(308), "message": a_text, "locale": a_text, "slug": a_text}


def is_like(answer: httpx.Response, status: int, form: Form, schema: type[BaseModel] | None = None) -> Any:
    """Hold an answer to an example and to our own documentation; what it tells."""
    assert answer.status_code == status, answer.text
    told = answer.json()
    wrong = misfits(told, form)
    if schema is not None:
        known = schema.model_validate(told).model_dump(mode="json", by_alias=True, exclude_unset=True)
        wrong += [f"{field} is not documented" for field in undocumented(told, known)]
    assert not wrong, "; ".join(wrong)
    return told


def undocumented(told: Any, known: Any, name: str = "") -> list[str]:
    """The fields of an answer that its documentation does not have."""
    if isinstance(told, dict):
        gone = [f"{name}.{field}" for field in told if field not in known]
        return gone + [one for field in known for one in undocumented(told[field], known[field], f"{name}.{field}")]
    if isinstance(told, list):
        return [one for each, kept in zip(told, known, strict=True) for one in undocumented(each, kept, name)]
    return []
