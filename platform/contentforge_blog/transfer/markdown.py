"""Markdown files from elsewhere: one file, or a folder of them, with the fields that site generators use."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from contentforge_blog.posts.status import Status
from contentforge_blog.transfer import fields, front_matter
from contentforge_blog.transfer.entry import PostEntry, Unreadable, id_of

_LARGEST_FILE: Final = 8_000_000
# Names that Hugo, Jekyll and others have for our fields.
_ALSO: Final = {
    "excerpt": ("excerpt", "summary"),
    "meta_title": ("meta_title", "metaTitle", "seo_title"),
    "meta_description": ("meta_description", "metaDescription", "description"),
    "canonical": ("canonical", "canonical_url", "canonicalURL"),
    "og_image": ("og_image", "ogImage"),
}


def read_markdown(path: Path, locale: str) -> tuple[Iterator[PostEntry | Unreadable], int]:
    """The posts of a file or folder one by one, and how many they are; one that cannot be read tells why.

    Links in a folder are left out.

    Raises:
        Unreadable: there are none.
    """
    # A link in a folder that somebody has sent may lead to any file that the operator can read.
    files = sorted(file for file in path.rglob("*.md") if not file.is_symlink()) if path.is_dir() else [path]
    if not files or not files[0].is_file():
        raise Unreadable(f"{path}: there are no Markdown files")
    base = path if path.is_dir() else path.parent
    return (_entry(file, str(file.relative_to(base)), locale) for file in files), len(files)


def _entry(file: Path, source: str, locale: str) -> PostEntry | Unreadable:
    try:
        if file.stat().st_size > _LARGEST_FILE:
            return Unreadable(f"{source}: the file is too large")
        values, body = front_matter.split(file.read_bytes().decode())
        return _post(values, body, source, locale)
    except (OSError, UnicodeDecodeError, Unreadable) as error:
        return Unreadable(f"{source}: {error}")


def _post(values: Mapping[str, object], body: str, source: str, locale: str) -> PostEntry:
    known = {ours: next((values[name] for name in names if values.get(name)), None) for ours, names in _ALSO.items()}
    known |= {"title": values.get("title"), "slug": values.get("slug")}
    language = str(values.get("locale") or values.get("lang") or values.get("language") or locale).lower()
    dated = fields.moment(values.get("publish_at") or values.get("date"))
    if values.get("status"):
        status = fields.status(values["status"])
    else:
        status = Status.DRAFT if values.get("draft", True) else Status.PUBLISHED
    return PostEntry(
        id=id_of("markdown", source),
        source=source,
        status=status,
        publish_at=dated,
        created_at=dated,
        author=None if values.get("author") is None else str(values["author"]),
        texts={language: fields.text_of(known, body.lstrip("\r\n"))},
    )
