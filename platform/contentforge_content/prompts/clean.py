"""Keep of a model's answer only the text that was asked for, in the form its type demands."""

import json
import re
from typing import Final

from contentforge_content.prompts import forms
from contentforge_content.prompts.errors import BadModelAnswer
from contentforge_content.sources.text import many_lines
from contentforge_content.vocabulary import RULES, ContentType, Shape

_MAX_ANSWER: Final = 200_000
_THINKING: Final = re.compile(r"<(think|thinking|reasoning)>.*?</\1>", re.DOTALL | re.IGNORECASE)
_FENCE: Final = re.compile(r"^```[\w-]{0,20}[ \t]*\n(.*?)\n?```$", re.DOTALL)
_PREAMBLE: Final = re.compile(
    r"^(?:(?:sure|certainly|of course|absolutely|great|okay|ok)\b[^\n]{0,120}[!.:]\s*\n+"
    r"|(?:(?:sure|certainly|of course|absolutely|okay|ok)[,!.]\s*)?"
    r"(?:here(?:'s|\u2019s| is| are)|below (?:is|are)|this is)\b"
    r"(?=[^\n:]{0,140}(?::[ \t]*\n|\b(?:titles?|descriptions?|keywords?|phrases|bullets?|points|posts?|outline|article"
    r"|caption|subject|line|e-?mail|ad|copy|text|draft|version|list)\b))[^\n:]{0,140}:[ \t]*\n*)",
    re.IGNORECASE,
)
_CLOSING: Final = re.compile(
    r"\n+(?:---+\s*\n+)?(?:let me know|feel free to|i hope this|hope this helps|would you like me"
    r"|if you(?:'d| would) like me)\b[^\n]{0,300}$",
    re.IGNORECASE,
)
_REFUSAL: Final = re.compile(
    r"^(?:i(?:'|\u2019)?m sorry|i am sorry|sorry)\b.{0,40}\b(?:can(?:not|'t|\u2019t)|unable)\b"
    r"|^i (?:can(?:not|'t|\u2019t)|am unable to) (?:help|assist|comply|fulfil|generate|create|write|provide|process)\b"
    r"|^as an? (?:ai|large)[ -](?:language )?(?:model|assistant)\b",
    re.IGNORECASE,
)
_SAMPLE: Final = 1_000
_MIN_LETTERS: Final = 2
_MIN_SHARE: Final = 0.3
_MAX_BROKEN: Final = 0.05


def clean_output(content_type: ContentType, text: str) -> str:
    """The finished text for `content_type`.

    Raises:
        BadModelAnswer: nothing, a refusal, or nonsense is left.
    """
    rules = RULES[content_type]
    kept = _unwrap(many_lines(text[:_MAX_ANSWER], _MAX_ANSWER), rules.shape)
    if _REFUSAL.match(kept):
        raise BadModelAnswer("refusal")
    if rules.shape is Shape.LINE:
        kept = forms.as_line(kept, content_type, rules.max_chars)
    elif rules.shape is Shape.COMMA_LIST:
        kept = forms.as_comma_list(kept, rules.max_items, rules.max_chars)
    elif rules.shape is Shape.BULLETS:
        kept = forms.as_bullets(kept, rules.max_items, rules.max_chars)
    else:
        kept = forms.as_text(kept, rules.max_chars, markdown=rules.markdown)
    _check_is_text(content_type, kept)
    return kept


def _unwrap(text: str, shape: Shape) -> str:
    """Take off, layer by layer, what models put around a text."""
    text = _THINKING.sub("", text).strip()
    for _ in range(3):
        before = text
        text = _CLOSING.sub("", _PREAMBLE.sub("", text, count=1)).strip()
        fenced = _FENCE.match(text)
        text = fenced.group(1).strip() if fenced else text
        text = forms.unquoted(text)
        if text == before:
            break
    return _from_json(text, shape)


def _from_json(text: str, shape: Shape) -> str:
    """Some models answer in JSON though nobody asked: a list of texts, or an object with one text in it."""
    if not text.startswith(("{", "[")) or not text.endswith(("}", "]")):
        return text
    try:
        value: object = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return text
    if isinstance(value, dict):
        texts = [entry for entry in value.values() if isinstance(entry, str | list)]
        value = texts[0] if len(texts) == 1 else None
    if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
        value = (", " if shape is Shape.COMMA_LIST else "\n").join(value)
    if not isinstance(value, str):
        raise BadModelAnswer("structured data instead of text")
    return value.strip()


def _check_is_text(content_type: ContentType, text: str) -> None:
    solid = "".join(text[:_SAMPLE].split())
    letters = sum(map(str.isalpha, solid))
    if content_type is ContentType.TITLE and solid.isalnum():
        return  # products are called 501, X1 or K, too
    if letters < _MIN_LETTERS:
        raise BadModelAnswer("empty" if not solid else "no words")
    if letters < len(solid) * _MIN_SHARE:
        raise BadModelAnswer("mostly marks")
    if solid.count("\ufffd") > len(solid) * _MAX_BROKEN:
        raise BadModelAnswer("broken characters")
