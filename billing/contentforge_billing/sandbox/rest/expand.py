"""`expand[]`: put whole objects in place of their ids."""

from collections.abc import Awaitable, Callable
from typing import Final

from contentforge_billing.sandbox.documents import Document
from contentforge_billing.sandbox.errors import invalid
from contentforge_billing.sandbox.unit import Unit

Resolve = Callable[[Unit, str], Awaitable[Document | None]]
"""Gives the object of an id, or None if there is no such object."""

_DEEPEST: Final = 4
_MOST: Final = 20


class Expander:
    """Expands answers. Within one answer each object is fetched once.

    `hidden` are fields that an object has only when they are asked for, by kind: name and maker.
    """

    def __init__(self, resolve: Resolve, hidden: dict[tuple[str, str], Resolve]) -> None:
        self._resolve = resolve
        self._hidden = hidden

    async def expand(self, unit: Unit, document: Document, paths: list[str]) -> None:
        """Expand `document` in place.

        Raises:
            StripeProblem: a path leads to something that cannot be expanded, is too deep, or there are too many.
        """
        if len(paths) > _MOST:
            raise invalid(f"You can expand at most {_MOST} properties at once.", "expand")
        fetched: dict[str, Document | None] = {}
        for path in paths:
            steps = path.split(".")
            if len(steps) > _DEEPEST + (steps[0] == "data"):
                message = f"You cannot expand more than {_DEEPEST} levels of a property. Property: {path}"
                raise invalid(message, "expand", "property_expansion_max_depth")
            await self._descend(unit, document, steps, path, fetched)

    async def _descend(
        self, unit: Unit, node: object, steps: list[str], path: str, fetched: dict[str, Document | None]
    ) -> None:
        if isinstance(node, list):
            for each in node:
                await self._descend(unit, each, steps, path, fetched)
            return
        if not isinstance(node, dict) or not steps:
            return
        name, rest = steps[0], steps[1:]
        maker = self._hidden.get((str(node.get("object")), name))
        if name not in node and maker is not None:
            node[name] = await maker(unit, str(node["id"]))
        elif name not in node:
            message = f"This property cannot be expanded ({path}). You may want to try expanding something else."
            raise invalid(message, "expand")
        elif isinstance(node[name], str):
            node[name] = await self._fetch(unit, node[name], path, fetched)
        await self._descend(unit, node[name], rest, path, fetched)

    async def _fetch(self, unit: Unit, object_id: str, path: str, fetched: dict[str, Document | None]) -> Document:
        if object_id not in fetched:
            fetched[object_id] = await self._resolve(unit, object_id)
        found = fetched[object_id]
        if found is None:
            raise invalid(f"This property cannot be expanded ({path}).", "expand")
        return dict(found)
