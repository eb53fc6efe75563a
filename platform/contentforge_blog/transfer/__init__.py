"""Posts brought in from elsewhere, and taken along: a bundle of Markdown files, or what WordPress exports."""

from contentforge_blog.transfer.addresses import Move
from contentforge_blog.transfer.bundle import read_bundle, write_bundle
from contentforge_blog.transfer.entry import Found, MediaEntry, PostEntry, TermEntry, Unreadable
from contentforge_blog.transfer.exporting import count, media_of, posts_of, terms_of
from contentforge_blog.transfer.importing import Importer, Outcome
from contentforge_blog.transfer.importing_media import Shelves, put_media
from contentforge_blog.transfer.markdown import read_markdown
from contentforge_blog.transfer.wordpress import read_wordpress

__all__ = [
    "Found",
    "Importer",
    "MediaEntry",
    "Move",
    "Outcome",
    "PostEntry",
    "Shelves",
    "TermEntry",
    "Unreadable",
    "count",
    "media_of",
    "posts_of",
    "put_media",
    "read_bundle",
    "read_markdown",
    "read_wordpress",
    "terms_of",
    "write_bundle",
]
