"""Compose outlines, posts and articles: the material's sentences grouped under its key phrases, gaps left visible."""

from collections.abc import Iterator
from typing import Final

from contentforge_content.providers.local.commerce import closing
from contentforge_content.providers.local.material import Material, run_on
from contentforge_content.providers.local.voice import Voice

_SECTIONS: Final = 5
_FEW_SENTENCES: Final = 2
_QUESTIONS: Final = (
    "What it is, in one sentence",
    "Why it matters to the reader now",
    "How it works in practice, with one example",
    "What to watch out for",
    "What to do next",
)


def outline(material: Material, voice: Voice) -> str:
    """A title, sections by key phrase, and under each the sentences that speak of it or the questions to answer."""
    lines = [f"# {material.name}", ""]
    questions = list(_QUESTIONS)
    if not material.sentences and voice.english:
        return "\n".join((*lines, *(f"## {question}\n\n- [Points to be added]\n" for question in questions))).strip()
    for heading, sentences in _sections(material, voice):
        lines += [f"## {heading}", ""]
        lines += [f"- {sentence}" for sentence in sentences[:3]]
        if voice.english and len(sentences) < _FEW_SENTENCES and questions:
            lines.append(f"- {questions.pop(0)}")
        lines.append("")
    return "\n".join(lines).strip()


def blog_post(material: Material, voice: Voice) -> str:
    """A post of what the material says; it is as long as the material, not longer."""
    return _long(material, voice, standfirst=False)


def article(material: Material, voice: Voice) -> str:
    """As a post, with a standfirst."""
    return _long(material, voice, standfirst=True)


def _long(material: Material, voice: Voice, *, standfirst: bool) -> str:
    opening = material.sentences[0] if material.sentences else ""
    blocks = [f"# {material.name}", f"*{opening}*" if standfirst and opening else opening]
    for heading, sentences in _sections(material, voice):
        rest = [sentence for sentence in sentences if sentence != opening]
        if rest:
            blocks += [f"## {heading}", run_on(rest)]
    if material.features:
        heading = f"## {voice.features_intro.rstrip(':')}" if voice.features_intro else ""
        blocks += [heading, "\n".join(f"- {item}" for item in material.features)]
    if len(material.sentences) + len(material.features) < _FEW_SENTENCES and voice.english:
        blocks += _gaps()
    ending = " ".join(part for part in (closing(material, voice), voice.call if material.is_product else "") if part)
    return "\n\n".join(block for block in (*blocks, ending) if block)


def _gaps() -> Iterator[str]:
    """Where the material is too thin for a text: what an author has to add, marked as such, and no empty words."""
    for question in _QUESTIONS:
        yield f"## {question.split(',', maxsplit=1)[0]}"
        yield f"[To be written: {question[:1].lower()}{question[1:]}.]"


def _sections(material: Material, voice: Voice) -> Iterator[tuple[str, list[str]]]:
    """Key phrases as headings, each with the sentences that hold it and that no earlier one took; then what is left."""
    left = list(material.sentences)
    headings = [word for word in material.keywords if word.casefold() not in material.name.casefold()]
    if not headings and voice.english:
        headings = ["background", "in practice", "next steps"]
    for word in headings[:_SECTIONS]:
        taken = [sentence for sentence in left if word.casefold() in sentence.casefold()][:3]
        left = [sentence for sentence in left if sentence not in taken]
        yield word[:1].upper() + word[1:], taken
    if left:
        yield ("More about it" if voice.english else material.name), left
