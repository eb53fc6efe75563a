"""Answering with a page of objects."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from contentforge_billing.sandbox.documents import Document, listing
from contentforge_billing.sandbox.rest.endpoint import Call
from contentforge_billing.sandbox.storage import Record, Store

R = TypeVar("R", bound=Record)


async def page_of(
    call: Call,
    kind: type[R],
    shape: Callable[[Store, R], Awaitable[Document]],
    matching: dict[str, object | None],
    any_of: list[dict[str, object]] | None = None,
) -> Document:
    """The page that a request asks for; what is None in `matching` was not asked for."""
    wanted = {name: value for name, value in matching.items() if value is not None}
    records, has_more = await call.unit.store.page(kind, call.params.window(), wanted, any_of)
    return listing(call.path, [await shape(call.unit.store, record) for record in records], has_more=has_more)
