"""Lists in the native API's two forms: a bare array, or a page with its total."""

from collections.abc import Sequence
from typing import Annotated, Generic, TypeVar

from fastapi import Depends, Response
from pydantic import BaseModel, Field

from contentforge_app.apis.common.answers import answer
from contentforge_platform.http.pagination import Page, optional_page, strict_page

Entry = TypeVar("Entry")

AskedPage = Annotated[Page, Depends(strict_page())]
MaybePage = Annotated[Page | None, Depends(optional_page())]
"""None if the request names neither page nor size: the whole list, bare."""


class Listed(BaseModel, Generic[Entry]):
    """One page of a list."""

    items: list[Entry]
    total: int = Field(description="Entries on all pages.", examples=[1])
    page: int = Field(examples=[1])
    per_page: int = Field(examples=[20])


def paged(items: Sequence[object], total: int, page: Page) -> Response:
    """A page that the database has cut."""
    return answer({"items": items, "total": total, "page": page.number, "per_page": page.size})


def bare_or_paged(items: Sequence[object], page: Page | None) -> Response:
    """A short list whole, or the page of it that was asked for."""
    if page is None:
        return answer(items)
    return paged(items[page.offset : page.offset + page.size], len(items), page)
