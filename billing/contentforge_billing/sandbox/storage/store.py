"""Keeping and finding objects within one transaction."""

from dataclasses import dataclass
from typing import Final, TypeVar

import orjson

from contentforge_billing.sandbox.errors import no_such
from contentforge_billing.sandbox.ids import new_id
from contentforge_billing.sandbox.storage.record import Record
from contentforge_platform.database.pools import Driver

R = TypeVar("R", bound=Record)

_NEVER: Final = 2**62


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of a list is wanted, in Stripe's terms."""

    limit: int = 10
    starting_after: str | None = None
    ending_before: str | None = None
    created_from: int = 0
    created_until: int = _NEVER


@dataclass(frozen=True, slots=True)
class Due:
    """An object to which something is to happen, and when."""

    kind: str
    id: str
    at: int


class Store:
    def __init__(self, driver: Driver) -> None:
        self.driver = driver

    async def add(self, record: Record) -> None:
        await self.driver.execute(
            "INSERT INTO sandbox.object (id, kind, created, test_clock, due, state)"
            " VALUES ($1, $2, $3, $4, $5, $6::text::jsonb)",
            *_row(record),
        )

    async def save(self, record: Record) -> None:
        await self.driver.execute(
            "UPDATE sandbox.object SET kind = $2, created = $3, test_clock = $4, due = $5, state = $6::text::jsonb"
            " WHERE id = $1",
            *_row(record),
        )

    async def remove(self, record: Record) -> None:
        await self.driver.execute("DELETE FROM sandbox.object WHERE id = $1", record.id)

    async def remove_all_of(self, test_clock: str) -> None:
        """Remove what belongs to a clock; events stay, they have been told."""
        await self.driver.execute("DELETE FROM sandbox.object WHERE test_clock = $1 AND kind <> 'event'", test_clock)

    async def move(self, customer: str, test_clock: str) -> None:
        """Put a customer, and what is theirs, under a test clock."""
        await self.driver.execute(
            "UPDATE sandbox.object SET test_clock = $2::text,"
            " state = jsonb_set(state, '{test_clock}', to_jsonb($2::text))"
            " WHERE kind <> 'event' AND (id = $1 OR state @> jsonb_build_object('customer', $1::text))",
            customer,
            test_clock,
        )

    async def find(self, kind: type[R], object_id: str) -> R | None:
        state = await self.driver.fetchval(
            "SELECT state::text FROM sandbox.object WHERE id = $1 AND kind = $2", object_id, kind.kind
        )
        return None if state is None else kind.model_validate_json(state)

    async def get(self, kind: type[R], object_id: str, param: str = "id") -> R:
        """Return the object that `param` of a request names.

        Raises:
            StripeProblem: there is none: 404 for an id in the path, 400 in a parameter.
        """
        record = await self.find(kind, object_id)
        if record is None:
            raise no_such(kind.kind.rpartition(".")[2].replace("_", " "), object_id, param)
        return record

    async def all(self, kind: type[R], **matching: object) -> list[R]:
        """Every object whose fields have these values, the newest first."""
        rows = await self.driver.fetch(
            "SELECT state::text AS state FROM sandbox.object"
            " WHERE kind = $1 AND state @> $2::text::jsonb ORDER BY number DESC",
            kind.kind,
            orjson.dumps(matching).decode(),
        )
        return [kind.model_validate_json(row["state"]) for row in rows]

    async def page(
        self, kind: type[R], window: Window, matching: dict[str, object], any_of: list[dict[str, object]] | None = None
    ) -> tuple[list[R], bool]:
        """Return a part of a list, the newest first, and whether there is more in its direction.

        `any_of`: at least one of these must match too.
        """
        backwards = window.ending_before is not None
        cursor = await self._position(kind, window)
        rows = await self.driver.fetch(
            "SELECT state::text AS state FROM sandbox.object"
            " WHERE kind = $1 AND state @> $2::text::jsonb AND created >= $3 AND created <= $4"
            " AND ($5::text[] IS NULL OR EXISTS (SELECT 1 FROM unnest($5::text[]) AS one WHERE state @> one::jsonb))"
            f" AND ($6::bigint IS NULL OR number {'>' if backwards else '<'} $6)"
            f" ORDER BY number {'ASC' if backwards else 'DESC'} LIMIT $7",
            kind.kind,
            orjson.dumps(matching).decode(),
            window.created_from,
            window.created_until,
            None if any_of is None else [orjson.dumps(one).decode() for one in any_of],
            cursor,
            window.limit + 1,
        )
        found = [kind.model_validate_json(row["state"]) for row in rows[: window.limit]]
        return (found[::-1] if backwards else found), len(rows) > window.limit

    async def next_due(self, test_clock: str | None, until: int) -> Due | None:
        """The object of a clock (None: of the real one) to which something is to happen first, by `until`."""
        row = await self.driver.fetchrow(
            "SELECT kind, id, due FROM sandbox.object WHERE test_clock IS NOT DISTINCT FROM $1 AND due <= $2"
            " ORDER BY due, number LIMIT 1",
            test_clock,
            until,
        )
        return None if row is None else Due(row["kind"], row["id"], row["due"])

    async def _position(self, kind: type[Record], window: Window) -> int | None:
        param = "ending_before" if window.ending_before is not None else "starting_after"
        given = window.ending_before if window.ending_before is not None else window.starting_after
        if given is None:
            return None
        number: int | None = await self.driver.fetchval(
            "SELECT number FROM sandbox.object WHERE id = $1 AND kind = $2", given, kind.kind
        )
        if number is None:
            raise no_such(kind.kind, given, param)
        return number


def fresh_id(kind: type[Record]) -> str:
    return new_id(kind.prefix, kind.length)


def _row(record: Record) -> tuple[object, ...]:
    return (
        record.id,
        record.kind,
        record.created,
        record.test_clock,
        record.due(),
        record.model_dump_json(),
    )
