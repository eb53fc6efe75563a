"""A row about live events: from a worker's commit to a thousand sockets at two API processes."""

import asyncio
import statistics
import subprocess
from pathlib import Path
from typing import Final

import asyncpg
import httpx
import orjson

from benchmarks.ground import Ground, python
from benchmarks.ours import Product
from benchmarks.partner import Partner
from benchmarks.report import Budget, Row

_CLIENTS: Final = Path(__file__).with_name("live_clients.py")
_SOCKETS: Final = 1000
_PEOPLE: Final = 50
_AT_ONCE: Final = 10
_ROUNDS: Final = 10
_HOLD_SECONDS: Final = 3
_SAFETY_SECONDS: Final = 300
_PASSWORD: Final = "a long password for a bench"
# A row is written before its commit: the figure is the delay from the commit, and a little more.
_RECORDED: Final = """
SELECT item.id::text AS content, event.state, extract(epoch FROM event.created_at)::float8 AS at
FROM live_event AS event JOIN content_item AS item ON item.job_id = event.object_id
WHERE event.state IN ('processing', 'completed', 'failed')
"""


def live_rows(ground: Ground, product: Product, other: Partner) -> list[Row]:
    """One worker, two API processes, a client process of its own."""
    settings = {"CONTENTFORGE_GENERATION__HOLD_SECONDS": str(_HOLD_SECONDS)}
    product.forget_unfinished()
    with (
        other.model() as model,
        product.api(**settings) as (first, _),
        product.api(**settings) as (second, _),
        product.workers(1, model),
    ):
        tokens = asyncio.run(_register(first))
        answer = ground.scratch / "live.json"
        wanted = {
            "bases": [first, second],
            "tokens": tokens,
            "sockets": _SOCKETS,
            "rounds": _ROUNDS,
            "at_once": _AT_ONCE,
            "answer": str(answer),
        }
        done = subprocess.run(  # noqa: S603 - the arguments are our own
            python(str(_CLIENTS)), input=orjson.dumps(wanted), capture_output=True, check=False, timeout=_SAFETY_SECONDS
        )
        if done.returncode:
            raise RuntimeError(done.stderr.decode(errors="replace")[-2000:])
        told = orjson.loads(answer.read_bytes())
        delays = asyncio.run(_delays(product.admin, told["heard"]))
    p50, p99 = statistics.median(delays), statistics.quantiles(delays, n=100)[98]
    work = f"event from commit to client, {_SOCKETS:,} sockets, 2 API processes, {_AT_ONCE} jobs at once"
    beside = f"p50 {p50:.0f} ms, {len(delays):,} events, {told['missing']} missing, {told['doubled']} doubled"
    return [Row(work, f"p99 {p99:.0f} ms", beside, p99, Budget(200, 100, most=True, unit=" ms"))]


async def _delays(admin: str, heard: list[tuple[str, str, float]]) -> list[float]:
    """Milliseconds of each event that was heard."""
    connection = await asyncpg.connect(admin)
    try:
        recorded = {(row["content"], row["state"]): row["at"] for row in await connection.fetch(_RECORDED)}
    finally:
        await connection.close()
    return [(at - recorded[content, status]) * 1000 for content, status, at in heard]


async def _register(base: str) -> list[str]:
    async with httpx.AsyncClient(base_url=base, timeout=60, trust_env=False) as http:
        tokens = []
        for place in range(_PEOPLE):
            account = {"name": f"Reader {place}", "email": f"live-{place}@example.com", "password": _PASSWORD}
            answer = await http.post("/writer/api/v1/auth/register", json=account)
            answer.raise_for_status()
            tokens.append(str(answer.json()["data"]["accessToken"]))
        return tokens
