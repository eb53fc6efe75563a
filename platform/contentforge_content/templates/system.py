"""The templates that come with the product. They are code: nobody can change or delete them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID, uuid5

_NAMESPACE: Final = UUID("0b5f1f4e-6d0c-4b53-9a55-5d0e0a3c7c11")
SINCE: Final = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class SystemTemplate:
    """A way of writing that everybody has."""

    id: UUID
    name: str
    description: str
    tone: str
    style: str
    is_default: bool = False


def _template(name: str, description: str, tone: str, style: str, *, is_default: bool = False) -> SystemTemplate:
    return SystemTemplate(uuid5(_NAMESPACE, name), name, description, tone, style, is_default)


SYSTEM_TEMPLATES: Final = (
    _template(
        "Professional",
        "Clear, confident copy for most shops: facts first, benefits close behind.",
        "professional",
        "detailed",
        is_default=True,
    ),
    _template("Casual", "Friendly and plain-spoken, as one would tell a friend.", "casual", "concise"),
    _template(
        "SEO-Optimized",
        "Written to be found: the product's own words early, in headings and in the meta description.",
        "professional",
        "seo",
    ),
    _template("Luxury", "Restrained and sensory, for things that are bought rarely.", "luxury", "detailed"),
)

DEFAULT: Final = SYSTEM_TEMPLATES[0]
BY_ID: Final = {template.id: template for template in SYSTEM_TEMPLATES}
