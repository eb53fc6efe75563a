"""What a post says in one language, and how it is changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Final, Self
from uuid import UUID

import orjson


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A translation as people write it. `body` is Markdown; `slug` is empty until one is chosen."""

    title: str
    slug: str = ""
    excerpt: str = ""
    body: str = ""
    meta_title: str | None = None
    meta_description: str | None = None
    canonical: str | None = None
    og_image: str | None = None
    schema_type: str | None = None
    schema_data: Mapping[str, object] | None = None
    hero_image_id: UUID | None = None

    @classmethod
    def from_values(cls, values: Mapping[str, object]) -> Self:
        """From values by column; JSON columns may be JSON's text, ids their text."""
        known = {name: values[name] for name in COLUMNS if name in values}
        if isinstance(data := known.get("schema_data"), str):
            known["schema_data"] = orjson.loads(data)
        if isinstance(hero := known.get("hero_image_id"), str):
            known["hero_image_id"] = UUID(hero)
        return cls(**known)  # type: ignore[arg-type]  # the names are the fields', the types the table's

    def values(self) -> dict[str, object]:
        """By column."""
        return {name: getattr(self, name) for name in COLUMNS}

    def changed(self, values: Mapping[str, object]) -> Self:
        """The same, with other values; the slug stays if none is given."""
        given = {name: value for name, value in values.items() if name != "slug" or value}
        return self.from_values(self.values() | given)


COLUMNS: Final = tuple(one.name for one in fields(Text))


@dataclass(frozen=True, slots=True)
class TextChange:
    """What is to become of one translation.

    Attributes:
        values: new ones by column; absent ones stay.
        delete: it is to go.
        always: it is written even if it says so already.
    """

    locale: str
    values: Mapping[str, object] = field(default_factory=dict)
    delete: bool = False
    always: bool = False
