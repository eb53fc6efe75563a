"""Compose what is sent to people: posts, e-mails and advertisements."""

import re
from typing import Final

from contentforge_content.providers.local.commerce import closing
from contentforge_content.providers.local.material import Material, run_on
from contentforge_content.providers.local.voice import Voice
from contentforge_content.sources.text import cut

_SUBJECT: Final = 70
_HEADLINE: Final = 40
_HASHTAGS: Final = 5
_MAX_BODY: Final = 220


def caption(material: Material, voice: Voice) -> str:
    """A hook, a fact, a question, and hashtags made of the key phrases."""
    blocks = (
        voice.hook.format(name=material.name) if voice.hook else material.name,
        run_on(material.sentences[:2]) or "; ".join(material.features[:3]),
        closing(material, voice),
        voice.question,
        _hashtags(material),
    )
    return "\n\n".join(block for block in blocks if block)


def subject_line(material: Material, voice: Voice) -> str:
    """The name with its shortest telling fact, as far as that fits."""
    facts = sorted((item for item in material.features if ":" not in item), key=len)
    longer = f"{material.name}: {facts[0][:1].lower()}{facts[0][1:]}" if facts else ""
    if longer and len(longer) <= _SUBJECT:
        return longer
    hooked = voice.hook.format(name=material.name).rstrip(".") if voice.hook else material.name
    return hooked if len(hooked) <= _SUBJECT else cut(material.name, _SUBJECT)


def email(material: Material, voice: Voice) -> str:
    """Subject, greeting, facts, one request, sign-off."""
    body = run_on(material.sentences[: voice.sentences]) or voice.hook.format(name=material.name)
    points = "\n".join(f"- {item}" for item in material.features[: voice.features])
    subject = f"Subject: {subject_line(material, voice)}" if voice.english else subject_line(material, voice)
    request = " ".join(part for part in (closing(material, voice), voice.call) if part)
    blocks = (subject, voice.greeting, body, points, request, voice.sign_off)
    return "\n\n".join(block for block in blocks if block)


def ad_copy(material: Material, voice: Voice) -> str:
    """Headline, one or two facts, call to action."""
    facts = material.sentences[:1] or material.features[:2]
    body = cut(" ".join(item if item.endswith((".", "!", "?", "\u3002")) else f"{item}." for item in facts), _MAX_BODY)
    call = " ".join(part for part in (closing(material, voice), voice.call) if part)
    return "\n".join(part for part in (cut(material.name, _HEADLINE), body, call) if part)


def _hashtags(material: Material) -> str:
    found: dict[str, None] = {}
    for phrase in (material.brand, material.category, *material.keywords):
        tag = "".join(word[:1].upper() + word[1:] for word in re.findall(r"\w+", phrase or ""))
        if tag and not tag.isdecimal() and len(tag) <= 30:  # noqa: PLR2004 - a longer tag is not read
            found.setdefault(f"#{tag}")
    return " ".join(list(found)[:_HASHTAGS])
