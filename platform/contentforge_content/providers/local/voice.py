"""How a composed text sounds: a few connecting phrases by tone, and how much is said by style."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Voice:
    """Phrases with `{name}` and `{price}` to fill; empty ones are left out.

    In other languages than English the phrases are empty: facts keep their language, with nothing foreign in between.
    """

    hook: str = ""
    price_line: str = "{price}"
    stock_line: str = ""
    call: str = ""
    question: str = ""
    greeting: str = ""
    sign_off: str = ""
    features_intro: str = ""
    sentences: int = 6
    features: int = 6
    lists: bool = True
    english: bool = False
    searchable: bool = False


_ENGLISH: Final[dict[str, dict[str, str]]] = {
    "professional": {
        "hook": "{name}: what to know.", "price_line": "Price: {price}.", "stock_line": "In stock.",
        "call": "See the details.", "question": "What matters most to you when you choose one?",
        "greeting": "Hello [first name],", "sign_off": "Kind regards,\n[your name]", "features_intro": "Key features:",
    },
    "casual": {
        "hook": "Meet {name}.", "price_line": "It's {price}.", "stock_line": "Ready to go.", "call": "Have a look.",
        "question": "Would you use it?", "greeting": "Hi [first name],", "sign_off": "Cheers,\n[your name]",
        "features_intro": "The good bits:",
    },
    "playful": {
        "hook": "Say hello to {name}!", "price_line": "All yours for {price}.",
        "stock_line": "It's in stock, too.",
        "call": "Go on, take a peek.", "question": "Who would you share it with?", "greeting": "Hey [first name],",
        "sign_off": "Until soon,\n[your name]", "features_intro": "Why you'll like it:",
    },
    "formal": {
        "hook": "Introducing {name}.", "price_line": "The price is {price}.",
        "stock_line": "It is available from stock.",
        "call": "Please see the full details.",
        "question": "Which of these qualities do you value most?",
        "greeting": "Dear [name],",
        "sign_off": "Yours sincerely,\n[your name]", "features_intro": "Principal features:",
    },
    "luxury": {
        "hook": "{name}.", "price_line": "Offered at {price}.", "stock_line": "", "call": "Discover it.",
        "question": "Where would it find its place?", "greeting": "Dear [name],",
        "sign_off": "With compliments,\n[your name]", "features_intro": "In detail:",
    },
}  # fmt: skip
_LIKE: Final = {
    "friendly": "casual", "humorous": "playful", "enthusiastic": "playful", "persuasive": "casual", "elegant": "luxury",
    "informative": "professional", "technical": "professional",
}  # fmt: skip
_BRIEF: Final = frozenset({"concise", "minimal", "short"})
_LISTS: Final = frozenset({"bullet_points", "bullets", "list"})


def voice_for(tone: str, style: str, language: str | None) -> Voice:
    """The voice for a template's tone and style; unknown tones sound professional."""
    name, form = tone.strip().lower(), style.strip().lower().replace(" ", "_").replace("-", "_")
    english = (language or "en").lower().startswith("en")
    phrases = _ENGLISH.get(name) or _ENGLISH[_LIKE.get(name, "professional")] if english else {}
    brief = form in _BRIEF
    return Voice(
        **phrases,
        sentences=2 if brief or form in _LISTS else 6,
        features=3 if brief else 8 if form in _LISTS else 6,
        lists=not brief,
        english=english,
        searchable=form.startswith("seo") or name.startswith("seo"),
    )
