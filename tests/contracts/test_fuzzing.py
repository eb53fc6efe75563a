"""Whatever its OpenAPI allows, and much that it does not: each API answers as documented, and never with a 5xx."""

import asyncio
import secrets
from pathlib import Path
from typing import Final

import pytest
import schemathesis

from contentforge_app.embedded import RunningValkey
from support.app import settings_for
from support.databases import DatabaseUrls
from support.fuzzed import EVERY, Fuzzed, Ground
from support.fuzzing import AnyOperation, fuzz, operations, requests_for, saying
from support.rig_moves import rounds
from support.sandbox import serving
from support.sockets import Served, served

_SHORT: Final = 4
"""Requests to each operation in the short form, in one guise or another; always the same ones."""
_LONG: Final = 25
"""Requests to each operation in each guise in the long form; others each time."""
_ENDING: Final = ("/logout", "/leave", "/delete", "/end-others", "/transfer", "/suspend")
"""After these, what they lead to is no longer there."""


@pytest.mark.timeout(7200)
@pytest.mark.parametrize("figure", [_SHORT, pytest.param(_LONG, marks=pytest.mark.long)])
@pytest.mark.parametrize("one", EVERY, ids=lambda one: one.name)
async def test_every_operation_answers_as_documented_whatever_it_is_sent(
    own_database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path, one: Fuzzed, figure: int
) -> None:
    long = figure == _LONG
    examples, seed = (rounds(figure), secrets.randbits(32)) if long else (figure, None)
    found: list[str] = []
    seen = 0
    async with serving(own_database_urls) as stripe:
        billing = {"mode": "sandbox", "sandbox_url": stripe.address}
        async with served(settings_for(own_database_urls, valkey, tmp_path, billing=billing)) as api:
            ground = await one.prepare(api)
            schema = await asyncio.to_thread(schemathesis.openapi.from_url, ground.document)
            for operation in operations(schema):
                if not one.takes(operation.path):
                    continue
                seen += 1
                found += await _fuzzed(operation, ground, examples, seed, each=long)
                if await _is_spent(api, operation, ground):
                    ground = await one.prepare(api)

    assert found == [], f"seed {seed}"
    assert seen == one.whole


async def _fuzzed(operation: AnyOperation, ground: Ground, examples: int, seed: int | None, *, each: bool) -> list[str]:
    """Send requests in all guises, each in its turn or as chance has it."""
    strategy = requests_for(operation, ground.known, *map(saying, ground.said), *ground.fits)
    guises = ground.guises_at(operation.path)
    found: list[str] = []
    for turn in [[guise] for guise in guises] if each else [guises]:
        found += await asyncio.to_thread(fuzz, operation, turn, strategy, examples=examples, seed=seed)
    return found


async def _is_spent(api: Served, operation: AnyOperation, ground: Ground) -> bool:
    ended = operation.method.upper() == "DELETE" or operation.path.endswith(_ENDING)
    return ended or not await ground.stands(api)
