"""A template as prompts see it: voice, form, and at most one instruction of the user's own."""

from dataclasses import dataclass
from typing import Final

DEFAULT_TONE: Final = "professional"
DEFAULT_STYLE: Final = "detailed"

_SEARCHABLE: Final = "product name and category near the beginning; the words a buyer would search for, used naturally"
_TONES: Final[dict[str, str]] = {
    "professional": "clear, confident and factual; no slang, no exclamation marks",
    "casual": "relaxed, as one would recommend something to a friend; short words, contractions welcome",
    "playful": "light and witty, with a pun at most; never at the cost of the facts",
    "formal": "restrained and precise; full sentences, no contractions",
    "friendly": "warm and helpful, speaking to the reader directly",
    "luxury": "calm and elegant; material and making before superlatives, short sentences, no exclamation marks",
    "persuasive": "benefit first, with one clear reason to act; no pressure and no false urgency",
    "enthusiastic": "energetic and positive; at most one exclamation mark",
    "informative": "neutral and explanatory; define what a newcomer would not know",
    "technical": "exact, with units and numbers, for readers who know the field",
    "humorous": "dryly funny, with the facts intact",
}
_STYLES: Final[dict[str, str]] = {
    "detailed": "develop each relevant fact and say what it means for the buyer",
    "concise": "as short as the facts allow; one idea per sentence, nothing twice",
    "bullet_points": "prefer lists over paragraphs wherever the form allows it",
    "seo": _SEARCHABLE,
    "seo-optimized": _SEARCHABLE,
    "storytelling": "lead with a concrete moment of use, then the facts",
    "minimal": "bare facts, few adjectives",
    "elegant": "flowing sentences with rhythm, few adjectives, well chosen",
}


@dataclass(frozen=True, slots=True)
class TemplateSpec:
    """How texts shall sound.

    Attributes:
        tone, style: free text; the well-known ones have a fuller description.
        prompt_override: replaces the built-in instruction, see `placeholders`.
    """

    tone: str = DEFAULT_TONE
    style: str = DEFAULT_STYLE
    prompt_override: str | None = None


def describe_tone(tone: str) -> str:
    """The tone's name with what it means where it is a known one."""
    return _described(tone, _TONES)


def describe_style(style: str) -> str:
    """The style's name with what it means where it is a known one."""
    return _described(style, _STYLES)


def _described(name: str, known: dict[str, str]) -> str:
    meaning = known.get(name.strip().lower().replace(" ", "_")) or known.get(name.strip().lower().replace(" ", "-"))
    return f"{name} ({meaning})" if meaning else name
