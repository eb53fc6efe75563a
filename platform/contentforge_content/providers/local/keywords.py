"""Find the words that a text is about. The library behind it is heavy and loads on first use, in workers only."""

from typing import Final

_MAX_TEXT: Final = 6_000
_TOP: Final = 14
_MIN_WORDS: Final = 3
_LAST_SPACED: Final = "\u2e7f"
_MAX_DENSE: Final = 12


def extract_keywords(text: str, language: str | None) -> tuple[str, ...]:
    """Phrases of one to three words, the most telling first; none for very short texts."""
    if len(text.split()) < _MIN_WORDS:
        return ()
    from yake import KeywordExtractor  # type: ignore[import-untyped]  # noqa: PLC0415 - heavy (numpy and networkx): workers only

    extractor = KeywordExtractor(lan=(language or "en")[:2].lower(), n=3, dedupLim=0.8, top=_TOP)
    found: list[str] = []
    for phrase, _ in extractor.extract_keywords(text[:_MAX_TEXT]):
        words = str(phrase).strip(" .,;:!?").casefold()
        # "brass dome" says all that "solid brass dome" leaves to say.
        dense = any(char > _LAST_SPACED for char in words)
        if dense and (len(words) > _MAX_DENSE or words.endswith("\u3002")):
            continue
        if words and not any(words in other or other in words for other in found):
            found.append(words)
    return tuple(found)
