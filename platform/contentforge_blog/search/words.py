"""What is looked through and what is asked, folded in the same way: "tieu de" finds "Tiêu đề".

The database splits both into words; its configuration is `simple`, since one site may have many languages. Its
functions `search_published` and `find_posts` search: quotes, `or` and `-` mean what they mean to search engines, and
everything else is words, so that any text is good.
"""

from dataclasses import dataclass
from typing import Final

from contentforge_platform.text import fold

LONGEST_QUERY: Final = 200
# PostgreSQL refuses documents beyond a megabyte; what comes after this many characters is not found.
_MOST_TEXT: Final = 200_000


@dataclass(frozen=True, slots=True)
class Words:
    """The folded words of one translation, in the order of what they weigh."""

    title: str
    summary: str
    body: str


def words_of(title: str, summary: str, body: str) -> Words:
    """Fold what is looked through. It takes a fifth of a second for a megabyte: fold long bodies off the event loop."""
    return Words(fold(title), fold(summary), fold(body[:_MOST_TEXT])[:_MOST_TEXT])


def vector_sql(organization: str, title: str, summary: str, body: str) -> str:
    """The SQL expression for `searched`, of the expressions for the id and for the fields of `Words`.

    The id is a word of it, by which processes of the release before find a site's texts.
    """
    return (
        f"array_to_tsvector(ARRAY['org:' || {organization}::uuid::text])"
        f" || setweight(to_tsvector('simple', {title}::text), 'A')"
        f" || setweight(to_tsvector('simple', {summary}::text), 'B')"
        f" || to_tsvector('simple', {body}::text)"
    )


def asked(text: str | None) -> str | None:
    """What a person looks for, folded; None if there is no word in it."""
    folded = fold((text or "")[:LONGEST_QUERY])[:LONGEST_QUERY]
    return folded.strip() if any(character.isalnum() for character in folded) else None
