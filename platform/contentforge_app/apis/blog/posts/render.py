"""Posts in this API's form: to the staff, and to readers."""

from typing import Final

from pydantic.alias_generators import to_camel

from contentforge_app.apis.blog.media import render as media
from contentforge_app.apis.common.links import Links
from contentforge_blog.media import Media
from contentforge_blog.posts.post import Author, Post, Term, Translation
from contentforge_blog.posts.view import PostView
from contentforge_blog.revisions import Revision

# In this order; what a list reads comes first.
_LISTED: Final = (
    *("id", "locale", "title", "slug", "excerpt", "meta_title", "meta_description", "canonical", "og_image"),
    *("schema_type", "schema_data", "hero_image_id", "reading_time", "version", "updated_at"),
)
_CURRENT: Final = (
    *("locale", "title", "slug", "excerpt", "meta_title", "meta_description", "canonical", "og_image"),
    *("schema_type", "schema_data", "reading_time", "updated_at"),
)
_NAMES: Final = {name: to_camel(name) for name in (*_LISTED, *_CURRENT)}


def listed(post: Post) -> dict[str, object]:
    """A post among others, to the staff."""
    return _to_staff(post, [_picked(one, _LISTED) for one in post.translations])


def whole(post: Post, links: Links) -> dict[str, object]:
    """A single post, to the staff."""
    return _to_staff(
        post,
        [
            {**_picked(one, _LISTED), "body": one.body, "bodyHtml": one.body_html, "heroImage": hero(one, links)}
            for one in post.translations
        ],
    )


def public(post: PostView, links: Links) -> dict[str, object]:
    """A single post, to readers of one language."""
    shown = public_item(post, links)
    if post.text is None:
        return shown
    bodies = {"body": post.text.body, "bodyHtml": post.text.body_html}
    return {**shown, "currentTranslation": {**current_translation(post.text, links), **bodies}}


def public_item(post: PostView, links: Links) -> dict[str, object]:
    """A post among others, to readers: with its text, but for the body, if a language was asked for."""
    shown: dict[str, object] = {
        "id": post.id,
        "status": post.status,
        "publishAt": post.publish_at,
        "author": author(post.author),
        "translations": post.names,
        "categories": [category(one) for one in post.categories],
        "tags": [tag(one) for one in post.tags],
    }
    return shown if post.text is None else {**shown, "currentTranslation": current_translation(post.text, links)}


def current_translation(one: Translation, links: Links) -> dict[str, object]:
    """A translation to its readers, without its body."""
    return {**_picked(one, _CURRENT), "heroImage": hero(one, links)}


def author(shown: Author) -> dict[str, object]:
    """Who has written it."""
    return {"id": shown.id, "name": shown.name, "avatar": shown.avatar}


def category(shown: Term) -> dict[str, object]:
    """A category in which a post is filed."""
    return {"id": shown.id, "parentId": shown.parent, "translations": shown.translations}


def tag(shown: Term) -> dict[str, object]:
    """A tag that a post bears."""
    return {"id": shown.id, "translations": shown.translations}


def revision(shown: Revision) -> dict[str, object]:
    """A translation as it was saved."""
    creator = None if shown.created_by is None else {"id": shown.created_by, "name": shown.creator or ""}
    return {
        "id": shown.id,
        "postId": shown.post,
        "locale": shown.locale,
        "version": shown.version,
        "data": {to_camel(name): value for name, value in shown.data.items()},
        "createdAt": shown.created_at,
        "createdBy": creator,
    }


def hero(one: Translation, links: Links) -> dict[str, object] | None:
    """The hero image as the media library shows it."""
    return None if one.hero is None else media.shown(Media.of(one.hero), links)


def _to_staff(post: Post, translations: list[dict[str, object]]) -> dict[str, object]:
    return {
        "id": post.id,
        "authorId": post.author.id,
        "status": post.status,
        "publishAt": post.publish_at,
        "createdAt": post.created_at,
        "updatedAt": post.updated_at,
        "version": post.version,
        "translations": translations,
        "author": author(post.author),
        "categories": [category(one) for one in post.categories],
        "tags": [tag(one) for one in post.tags],
    }


def _picked(one: Translation, names: tuple[str, ...]) -> dict[str, object]:
    return {_NAMES[name]: getattr(one, name) for name in names}
