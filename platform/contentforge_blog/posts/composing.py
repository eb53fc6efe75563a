"""What is made of a translation before it is stored: HTML, reading time, and the words by which it is found."""

from collections.abc import Mapping
from dataclasses import dataclass

from contentforge_blog.posts.text import Text
from contentforge_blog.rendering import MOST_STEPS_AT_ONCE, Budget, Rendered, render
from contentforge_blog.search import Words, words_of


@dataclass(frozen=True, slots=True)
class Composed:
    """A translation with what was made of it."""

    text: Text
    rendered: Rendered
    words: Words


@dataclass(frozen=True, slots=True)
class Composition:
    """Translations to be composed, by locale.

    Attributes:
        prefix: begins the ids in the HTML; the post's own.
        own_host: the site's, links to which are not foreign.
    """

    texts: Mapping[str, Text]
    prefix: str
    own_host: str | None


def compose(work: Composition, within: Budget | None = None) -> dict[str, Composed]:
    """Compose each translation, by locale. It takes up to a second each, of a thread that nobody waits for.

    Raises:
        BodyTooComplex: a body cannot be rendered at a fair price, or all of them `within` theirs.
    """
    return {locale: _composed(text, work, within) for locale, text in work.texts.items()}


def compose_at_once(work: Composition) -> dict[str, Composed]:
    """As `compose`, for strangers' requests: all translations together cost little more than one may.

    Raises:
        BodyTooComplex: they cost more.
    """
    return compose(work, Budget(MOST_STEPS_AT_ONCE))


def _composed(text: Text, work: Composition, within: Budget | None) -> Composed:
    rendered = render(text.body, prefix=work.prefix, own_host=work.own_host, within=within)
    return Composed(text, rendered, words_of(text.title, text.excerpt, text.body))
