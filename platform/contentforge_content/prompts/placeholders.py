"""Fill `${placeholders}` of a user's own prompt from a closed set; there is no expression language.

`$$` stands for a dollar sign, and a dollar that does not open a brace is itself ("$5"). Values that come from a page or
a file are inserted as JSON strings, so that they stay recognisable as data wherever they are put.
"""

import json
import re
from collections.abc import Mapping
from typing import Final

from contentforge_content.prompts.template import TemplateSpec
from contentforge_content.sources.facts import ProductFacts
from contentforge_content.vocabulary import ContentType
from contentforge_platform.errors import Invalid

PLACEHOLDERS: Final[Mapping[str, str]] = {
    "product_name": "the product's name",
    "price": "the price with its currency",
    "brand": "the brand",
    "category": "the category",
    "features": "the features, separated by semicolons",
    "description": "the source's own description",
    "sku": "the article number",
    "source_url": "the address of the product page",
    "tone": "the template's tone",
    "style": "the template's style",
    "content_type": "the type of text that is asked for",
    "language": "the language to write in",
}
"""Every placeholder with its meaning, as the documentation shows it."""

MAX_OVERRIDE: Final = 8_000
_MISSING: Final = "not given"
_ALIASES: Final = {"name": "product_name", "product": "product_name", "url": "source_url"}
_FROM_TEMPLATE: Final = frozenset({"tone", "style", "content_type", "language"})
_TOKEN: Final = re.compile(r"\$\$|\$\{([^{}]{0,60})\}|\$\{")


def check_override(text: str) -> None:
    """Refuse an override that could not be filled, when it is saved rather than when it is used.

    Raises:
        Invalid: too long, an unknown placeholder, or an opening brace without its end.
    """
    if len(text) > MAX_OVERRIDE:
        raise Invalid(f"prompt_override may have at most {MAX_OVERRIDE} characters.", loc=("body", "prompt_override"))
    for match in _TOKEN.finditer(text):
        if match.group() != "$$":
            _known(match)


def fill(text: str, values: Mapping[str, str]) -> str:
    """`text` with its placeholders replaced; values are never read for placeholders themselves."""
    return _TOKEN.sub(lambda match: "$" if match.group() == "$$" else values[_known(match)], text)


def values_for(
    facts: ProductFacts | None, template: TemplateSpec, content_type: ContentType, language: str | None
) -> dict[str, str]:
    """A value for each placeholder."""
    data = facts or ProductFacts()
    found = {
        "product_name": data.name,
        "price": " ".join(part for part in (data.price, data.currency) if part),
        "brand": data.brand,
        "category": data.category,
        "features": "; ".join(data.features),
        "description": data.description,
        "sku": data.sku,
        "source_url": data.url,
        "tone": template.tone,
        "style": template.style,
        "content_type": content_type.value.replace("_", " "),
        "language": language or data.language,
    }
    return {
        name: (value if name in _FROM_TEMPLATE else json.dumps(value, ensure_ascii=False)) if value else _MISSING
        for name, value in found.items()
    }


def _known(match: re.Match[str]) -> str:
    raw = match.group(1)
    name = _ALIASES.get((raw or "").strip(), (raw or "").strip())
    if name not in PLACEHOLDERS:
        allowed = ", ".join(f"${{{placeholder}}}" for placeholder in PLACEHOLDERS)
        what = "A placeholder is not closed" if raw is None else f"Unknown placeholder ${{{raw}}}"
        raise Invalid(f"{what}. Allowed: {allowed}.", loc=("body", "prompt_override"), allowed=list(PLACEHOLDERS))
    return name
