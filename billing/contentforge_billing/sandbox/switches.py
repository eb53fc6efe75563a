"""Switches for tests, kept in the database: each has a mode, and holds for some turns, some seconds, or for good."""

from typing import Final

from contentforge_billing.sandbox.storage import Store

_HOLDS: Final = "name = $1 AND (remaining IS NULL OR remaining > 0) AND (until IS NULL OR until > clock_timestamp())"
_TAKE: Final = f"UPDATE sandbox.switch SET remaining = remaining - 1 WHERE {_HOLDS} RETURNING mode"
_SET: Final = """
INSERT INTO sandbox.switch (name, mode, remaining, until)
VALUES ($1, $2, $3, clock_timestamp() + make_interval(secs => $4))
ON CONFLICT (name) DO UPDATE SET mode = EXCLUDED.mode, remaining = EXCLUDED.remaining, until = EXCLUDED.until
"""


async def take(store: Store, name: str) -> str | None:
    """Use up one of a switch's turns; its mode, or None while it is off."""
    mode: str | None = await store.driver.fetchval(_TAKE, name)
    return mode


async def look(store: Store, name: str) -> str | None:
    """The mode of a switch, without using it up."""
    mode: str | None = await store.driver.fetchval(f"SELECT mode FROM sandbox.switch WHERE {_HOLDS}", name)
    return mode


async def switch_on(store: Store, name: str, mode: str, *, times: int | None, seconds: float | None) -> None:
    """Set a switch for so many turns, so many seconds, or (neither given) until it is put off."""
    await store.driver.execute(_SET, name, mode, times, seconds)


async def switch_off(store: Store, name: str) -> None:
    await store.driver.execute("DELETE FROM sandbox.switch WHERE name = $1", name)


async def switches(store: Store) -> list[dict[str, object]]:
    """All that hold at this moment."""
    rows = await store.driver.fetch(
        "SELECT name, mode, remaining, ceil(extract(epoch FROM until - clock_timestamp()))::int AS seconds"
        " FROM sandbox.switch WHERE coalesce(remaining, 1) > 0 AND coalesce(until > clock_timestamp(), true)"
        " ORDER BY name"
    )
    return [dict(row) for row in rows]
