"""The bundle: a ZIP of Markdown files, the same bytes for the same posts.

site.yaml                             whose site it was
categories.yaml  tags.yaml            lists of what posts are filed in
media/{id}/media.yaml                 what a file is called, and how it is described
media/{id}/original.{extension}       the file
posts/{id}/post.yaml                  status, times, author, where it is filed
posts/{id}/{locale}.md                what it says, with its other fields in front
"""

from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Final, TypeAlias
from uuid import UUID
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from contentforge_blog.posts.filing_repository import Filing
from contentforge_blog.transfer import bundle_media, fields, front_matter
from contentforge_blog.transfer.entry import Found, MediaEntry, PostEntry, TermEntry, Unreadable
from contentforge_blog.transfer.parts import as_object, put_text, read_text
from contentforge_platform.ids import TenantId

_TERMS: Final = {Filing.CATEGORY: "categories.yaml", Filing.TAG: "tags.yaml"}
_POST: Final = "post.yaml"
_SITE: Final = "site.yaml"

Media: TypeAlias = AsyncIterator[tuple[MediaEntry, AsyncIterator[bytes]]]
Posts: TypeAlias = AsyncIterator[PostEntry]


async def write_bundle(path: Path, home: TenantId, terms: Iterable[TermEntry], media: Media, posts: Posts) -> None:
    """Write a bundle; the order of files and posts is that of `media` and `posts`. Half of one is never at `path`."""
    kept = list(terms)
    unfinished = path.with_name(f"{path.name}.part")
    try:
        with ZipFile(unfinished, "w", ZIP_DEFLATED) as bundle:
            put_text(bundle, _SITE, front_matter.dump({"organization": str(home)}))
            for kind, name in _TERMS.items():
                put_text(bundle, name, front_matter.dump([_of_term(one) for one in kept if one.kind is kind]))
            async for file, content in media:
                await bundle_media.put(bundle, file, content)
            async for post in posts:
                _put_post(bundle, post)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _put_post(bundle: ZipFile, post: PostEntry) -> None:
    put_text(bundle, f"posts/{post.id}/{_POST}", front_matter.dump(_of_post(post)))
    for locale, text in sorted(post.texts.items()):
        values = {name: value for name, value in text.values().items() if name != "body" and value is not None}
        if (hero := values.get("hero_image_id")) is not None:
            values["hero_image_id"] = str(hero)
        put_text(bundle, f"posts/{post.id}/{locale}.md", front_matter.join(values, text.body))


def read_bundle(path: Path) -> Found:
    """What is in a bundle.

    Raises:
        Unreadable: it is no bundle.
    """
    try:
        bundle = ZipFile(path)
    except (BadZipFile, OSError) as error:
        raise Unreadable(f"{path} is no bundle: {error}") from None
    names = bundle.namelist()
    posts = [name.split("/")[1] for name in names if name.startswith("posts/") and name.endswith(_POST)]
    if not posts and not set(names) & set(_TERMS.values()):
        raise Unreadable(f"{path} is no bundle: there are no posts in it")
    files = bundle_media.names_in(bundle)
    return Found(
        posts=_posts_in(bundle, posts),
        posts_total=len(posts),
        terms=[term for kind, name in _TERMS.items() for term in _terms_in(bundle, kind, name)],
        media=bundle_media.read(bundle, files),
        media_total=len(files),
        home=_home(bundle),
    )


def _home(bundle: ZipFile) -> TenantId | None:
    if _SITE not in bundle.namelist():
        return None
    values = as_object(front_matter.load(read_text(bundle, _SITE)))
    return TenantId(fields.identity(values.get("organization")))


def _posts_in(bundle: ZipFile, posts: Iterable[str]) -> Iterator[PostEntry | Unreadable]:
    files: dict[str, list[str]] = {}
    for name in bundle.namelist():
        if name.startswith("posts/") and name.endswith(".md"):
            files.setdefault(name.split("/")[1], []).append(name)
    with bundle:
        for post in posts:
            try:
                yield _post_in(bundle, post, files.get(post, []))
            except Unreadable as error:
                yield Unreadable(f"posts/{post}: {error}")


def _post_in(bundle: ZipFile, post: str, files: Iterable[str]) -> PostEntry:
    values = as_object(front_matter.load(read_text(bundle, f"posts/{post}/{_POST}")))
    texts = {}
    for name in files:
        known, body = front_matter.split(read_text(bundle, name))
        texts[name.rpartition("/")[2].removesuffix(".md")] = fields.text_of(known, body)
    author = values.get("author")
    return PostEntry(
        id=fields.identity(post),
        source=f"posts/{post}",
        status=fields.status(values.get("status")),
        publish_at=fields.moment(values.get("publish_at")),
        created_at=fields.moment(values.get("created_at")),
        author=None if author is None else str(author),
        categories=_ids(values.get("categories")),
        tags=_ids(values.get("tags")),
        texts=texts,
    )


def _terms_in(bundle: ZipFile, kind: Filing, name: str) -> Iterator[TermEntry]:
    if name not in bundle.namelist():
        return
    listed = front_matter.load(read_text(bundle, name))
    for values in map(as_object, listed if isinstance(listed, list) else ()):
        parent, told = values.get("parent"), values.get("translations")
        yield TermEntry(
            kind=kind,
            id=fields.identity(values.get("id")),
            parent=None if parent is None else fields.identity(parent),
            created_at=fields.moment(values.get("created_at")),
            translations=[
                {name: None if value is None else str(value) for name, value in as_object(one).items()}
                for one in (told if isinstance(told, list) else ())
            ],
        )


def _of_term(term: TermEntry) -> dict[str, object]:
    parent = {} if term.parent is None else {"parent": str(term.parent)}
    translations = [dict(one) for one in term.translations]
    return {"id": str(term.id), **parent, "created_at": _iso(term.created_at), "translations": translations}


def _of_post(post: PostEntry) -> dict[str, object]:
    return {
        "status": post.status.value,
        "publish_at": _iso(post.publish_at),
        "created_at": _iso(post.created_at),
        "author": post.author,
        "categories": [str(one) for one in post.categories],
        "tags": [str(one) for one in post.tags],
    }


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _ids(value: object) -> list[UUID]:
    return [fields.identity(one) for one in (value if isinstance(value, list) else ())]
