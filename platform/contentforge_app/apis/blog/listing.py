"""Lists as `{"data": [...], "meta": {total, page, limit, totalPages}}`."""

from collections.abc import Sequence

from fastapi import Response
from pydantic import BaseModel, Field

from contentforge_app.apis.common.answers import answer
from contentforge_platform.http.pagination import Page


class Meta(BaseModel):
    """Where in a list a page stands."""

    total: int = Field(description="How many there are in all.")
    page: int = Field(description="Counts from 1.")
    limit: int = Field(description="The most that a page shows.")
    totalPages: int = Field(description="0 where there is nothing.")  # noqa: N815 - the API's name


def meta(page: Page, total: int) -> dict[str, int]:
    """What a list tells of itself."""
    return {"total": total, "page": page.number, "limit": page.size, "totalPages": page.pages(total)}


def listed(shown: Sequence[object], page: Page, total: int) -> Response:
    """One page of a list."""
    return answer({"data": shown, "meta": meta(page, total)})
