"""Categories in a tree, and tags: where posts are filed."""

from contentforge_blog.taxonomy.service import MOST_TERMS, by_slug, change, create, delete, get, listing
from contentforge_blog.taxonomy.terms import Kind, Term, TermNotFound, TermText, TermWish, TextWish

__all__ = [
    "MOST_TERMS",
    "Kind",
    "Term",
    "TermNotFound",
    "TermText",
    "TermWish",
    "TextWish",
    "by_slug",
    "change",
    "create",
    "delete",
    "get",
    "listing",
]
