"""Categories and tags: what is alike in them, and where they differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from uuid import UUID

import asyncpg
import orjson

from contentforge_blog.turns import Texts
from contentforge_platform.errors import Conflict, Invalid, NotFound
from contentforge_tenants.audit import Entity


@dataclass(frozen=True, slots=True)
class _Traits:
    """Names in the database and in the log; only categories stand in a tree and have descriptions."""

    name: str
    entity: Entity
    texts: Texts
    in_tree: bool


class Kind(Enum):
    """Two ways in which posts are filed."""

    CATEGORY = _Traits(
        "category", Entity("Category", frozenset({"names", "slugs", "parent_id"})), Texts.CATEGORIES, in_tree=True
    )
    TAG = _Traits("tag", Entity("Tag", frozenset({"names", "slugs"})), Texts.TAGS, in_tree=False)


class TermNotFound(NotFound):
    """There is no such category or tag at this site."""

    code = "term_not_found"

    def __init__(self, kind: Kind) -> None:
        super().__init__(f"{kind.value.entity.name} not found")


class TermSlugTaken(Conflict):
    """Another one has this slug in this language."""

    code = "slug_taken"

    def __init__(self, locale: str, slug: str) -> None:
        super().__init__(f"The slug {slug} is taken ({locale})", locale=locale, slug=slug)


class HasChildren(Conflict):
    """A category goes only after those below it."""

    code = "has_children"

    def __init__(self) -> None:
        super().__init__("There are categories below this one. Move or delete them first")


class CategoryCycle(Invalid):
    """A category cannot stand below itself."""

    code = "category_cycle"

    def __init__(self) -> None:
        super().__init__("A category cannot stand below itself or below one of its own", loc=("body", "parentId"))


@dataclass(frozen=True, slots=True)
class TermText:
    """A category or tag in one language; `description` is a category's."""

    name: str
    slug: str
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A category or tag with its texts by language, and how many posts are filed there."""

    id: UUID
    parent: UUID | None
    texts: Mapping[str, TermText]
    posts: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, row: asyncpg.Record) -> "Term":
        texts = {
            one["locale"]: TermText(one["name"], one["slug"], one.get("description"))
            for one in orjson.loads(row["translations"])
        }
        return cls(row["id"], row["parent_id"], texts, row["posts"], row["created_at"], row["updated_at"])


@dataclass(frozen=True, slots=True)
class TextWish:
    """What is to become of a text: None leaves a value, except that `clear` takes a description away."""

    locale: str
    name: str | None = None
    slug: str | None = None
    description: str | None = None
    clear: bool = False
    delete: bool = False


@dataclass(frozen=True, slots=True)
class TermWish:
    """What is to become of a category or tag; `moves` says whether `parent` counts."""

    texts: Sequence[TextWish] = field(default_factory=tuple)
    moves: bool = False
    parent: UUID | None = None
