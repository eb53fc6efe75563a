"""Rate limits on a real Valkey: exact under concurrency, shared by processes, and no burden while it is away."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import Depends, FastAPI, Request
from pydantic import SecretStr

from contentforge_app.embedded import EmbeddedValkey, RunningValkey
from contentforge_platform.errors import TooManyRequests, Unavailable
from contentforge_platform.http.address_limit import AddressLimit
from contentforge_platform.http.envelope import CONTENTFORGE
from contentforge_platform.http.errors import install_error_handlers
from contentforge_platform.http.limiter import FailMode, RateLimiter
from contentforge_platform.http.rate_limits import rate_limit
from contentforge_platform.http.settings import RateLimitSettings


@pytest.fixture
def own_valkey(tmp_path: Path) -> Iterator[RunningValkey]:
    """A server of the test's own, to be stopped and killed."""
    with EmbeddedValkey(tmp_path, fast=True) as running:
        yield running


@asynccontextmanager
async def limiting(server: RunningValkey, **settings: Any) -> AsyncIterator[RateLimiter]:
    limiter = RateLimiter(SecretStr(server.url), RateLimitSettings(**settings))
    yield limiter
    await limiter.close()


@asynccontextmanager
async def paused(server: RunningValkey) -> AsyncIterator[None]:
    """The server stands still, as a hung machine does: connections stay open and nothing answers."""
    os.kill(server.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(server.pid, signal.SIGCONT)


def someone() -> str:
    return uuid4().hex


@pytest.mark.parametrize(("limit", "allowed"), [("10/minute", 10), ("100/minute", 100), ("1000/minute", 1000)])
async def test_under_any_concurrency_exactly_the_limit_is_let_through(
    valkey: RunningValkey, limit: str, allowed: int
) -> None:
    async with limiting(valkey, timeout_seconds=5) as limiter:
        who = someone()
        decisions = await asyncio.gather(*(limiter.hit(limit, who, name="test") for _ in range(allowed + 200)))

    assert sum(decision.allowed for decision in decisions) == allowed


async def test_clients_that_go_on_side_by_side_get_all_of_their_limit(valkey: RunningValkey) -> None:
    async with limiting(valkey, timeout_seconds=5) as limiter:
        who = someone()

        async def client() -> int:
            return sum([(await limiter.hit("1000/minute", who, name="test")).allowed for _ in range(70)])

        allowed = await asyncio.gather(*(client() for _ in range(20)))

    assert sum(allowed) == 1000


async def test_one_after_the_other_the_next_after_the_limit_is_refused(valkey: RunningValkey) -> None:
    async with limiting(valkey, timeout_seconds=5) as limiter:
        who = someone()
        decisions = [await limiter.hit("250/minute", who, name="test") for _ in range(251)]

    assert [d.allowed for d in decisions] == [True] * 250 + [False]
    assert decisions[0].remaining == 249
    assert decisions[249].remaining == 0
    assert 1 <= decisions[250].retry_after <= 60


async def test_processes_share_a_limit_and_never_exceed_it(valkey: RunningValkey) -> None:
    async with limiting(valkey, timeout_seconds=5) as one, limiting(valkey, timeout_seconds=5) as two:
        who = someone()
        decisions = [
            await limiter.hit(limit, who, name=limit)
            for limit in ("10/minute", "500/minute")
            for _ in range(600)
            for limiter in (one, two)
        ]

    few, many = decisions[:1200], decisions[1200:]
    assert sum(d.allowed for d in few) == 10
    assert sum(d.allowed for d in many) == 500


async def test_a_window_ends(valkey: RunningValkey) -> None:
    async with limiting(valkey, timeout_seconds=5) as limiter:
        who = someone()
        for limit in ("2/second", "120/second"):
            amount = int(limit.split("/", 1)[0])
            await asyncio.gather(*(limiter.hit(limit, who, name="test") for _ in range(amount)))
            refused = await limiter.hit(limit, who, name="test")
            assert (refused.allowed, refused.retry_after) == (False, 1)
            await asyncio.sleep(1.2)
            assert (await limiter.hit(limit, who, name="test")).allowed


async def test_people_routes_and_amounts_are_counted_apart(valkey: RunningValkey) -> None:
    async with limiting(valkey, timeout_seconds=5) as limiter:
        who = someone()
        assert (await limiter.hit("1/minute", who, name="login")).allowed
        assert not (await limiter.hit("1/minute", who, name="login")).allowed
        assert (await limiter.hit("1/minute", who, name="register")).allowed
        assert (await limiter.hit("1/minute", someone(), name="login")).allowed
        assert (await limiter.hit("2/minute", who, name="login")).allowed


async def test_every_rate_of_a_limit_must_allow(valkey: RunningValkey) -> None:
    async with limiting(valkey, timeout_seconds=5) as limiter:
        who = someone()
        decisions = [await limiter.hit("2/second; 3/hour", who, name="test") for _ in range(2)]
        await asyncio.sleep(1.1)
        decisions += [await limiter.hit("2/second; 3/hour", who, name="test") for _ in range(2)]

    assert [d.allowed for d in decisions] == [True, True, True, False]
    assert decisions[3].retry_after > 3000


async def test_turned_off_nothing_is_counted(valkey: RunningValkey) -> None:
    async with limiting(valkey, enabled=False) as limiter:
        assert all([(await limiter.hit("1/minute", "x", name="test")).allowed for _ in range(5)])


async def test_a_limiter_without_redis_counts_by_itself() -> None:
    limiter = RateLimiter(None, RateLimitSettings())

    assert [(await limiter.hit("2/minute", "x", name="test")).allowed for _ in range(3)] == [True, True, False]


async def test_while_redis_hangs_each_limit_does_what_it_declares_and_soon_without_waiting(
    own_valkey: RunningValkey,
) -> None:
    async with limiting(own_valkey) as limiter:
        await limiter.hit("10/minute", "x", name="test")
        async with paused(own_valkey):
            for _ in range(3):  # these wait, 50 ms each; none after them does
                assert (await limiter.hit("10/minute", "x", name="test", fail="open")).allowed
            began = time.perf_counter()
            for _ in range(200):
                assert (await limiter.hit("10/minute", "x", name="test", fail="open")).allowed
            local = [(await limiter.hit("10/minute", "y", name="test", fail="local")).allowed for _ in range(12)]
            with pytest.raises(Unavailable):
                await limiter.hit("10/minute", "x", name="test", fail="closed")
            waited = time.perf_counter() - began

        assert local == [True] * 10 + [False] * 2
        assert waited < 2  # 213 calls that waited would take more than 10 s


async def test_once_redis_is_back_limits_hold_again(own_valkey: RunningValkey) -> None:
    async with limiting(own_valkey) as limiter:
        async with paused(own_valkey):
            for _ in range(5):
                await limiter.hit("1/minute", "x", name="test")
        refused = False
        async with asyncio.timeout(20):
            while not refused:
                refused = not (await limiter.hit("1/minute", "x", name="test", fail="open")).allowed
                await asyncio.sleep(0.1)


async def test_a_killed_redis_is_noticed_at_once_and_found_again(tmp_path: Path) -> None:
    engine = EmbeddedValkey(tmp_path, fast=True)
    with engine as server:
        async with limiting(server) as limiter:
            await limiter.hit("1/minute", "x", name="test")
            os.kill(server.pid, signal.SIGKILL)
            while engine.pid is not None:  # noqa: ASYNC110 - another process ends, which no event tells
                await asyncio.sleep(0.05)
            for _ in range(50):
                assert (await limiter.hit("500/minute", "y", name="test", fail="open")).allowed
            engine.start()
            refused = False
            async with asyncio.timeout(20):
                while not refused:
                    refused = not (await limiter.hit("1/minute", "z", name="test")).allowed
                    await asyncio.sleep(0.1)


def login_app(limiter: RateLimiter, fail: FailMode) -> AddressLimit:
    app = FastAPI()

    def account(request: Request) -> str:
        return request.query_params.get("account", "")

    by_account = rate_limit("2/minute", name="account", key=account, fail=fail)
    by_address = rate_limit(lambda settings: f"{settings.login}/minute", name="login", fail=fail)

    @app.post("/login", dependencies=[Depends(by_address), Depends(by_account)])
    async def login() -> dict[str, bool]:
        return {"ok": True}

    install_error_handlers(app, CONTENTFORGE)
    return AddressLimit(app, limiter)


@asynccontextmanager
async def calling(app: AddressLimit) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app, client=(f"2001:db8:{os.getpid():x}:{time.monotonic_ns() % 65536:x}::1", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


async def test_a_route_declares_its_limits_and_who_is_counted(valkey: RunningValkey) -> None:
    async with (
        limiting(valkey, login=5, timeout_seconds=5) as limiter,
        calling(login_app(limiter, "closed")) as client,
    ):
        account = someone()
        first = [await client.post("/login", params={"account": account}) for _ in range(3)]
        others = [await client.post("/login", params={"account": someone()}) for _ in range(3)]

    assert [answer.status_code for answer in first] == [200, 200, 429]
    assert first[2].json() == {"detail": "Too many requests. Please try again later."}
    assert 1 <= int(first[2].headers["retry-after"]) <= 60
    assert [answer.status_code for answer in others] == [200, 200, 429]


@pytest.mark.parametrize(
    ("fail", "codes"), [("open", [200] * 4), ("closed", [503] * 4), ("local", [200, 200, 429, 429])]
)
async def test_while_redis_is_away_routes_are_open_closed_or_counted_here(
    own_valkey: RunningValkey, fail: FailMode, codes: list[int]
) -> None:
    async with limiting(own_valkey) as limiter, calling(login_app(limiter, fail)) as client, paused(own_valkey):
        answers = [await client.post("/login", params={"account": "a"}) for _ in range(4)]

    assert [answer.status_code for answer in answers] == codes
    if fail == "closed":
        assert answers[0].headers["retry-after"] == "2"


async def test_the_address_limit_holds_in_redis_too(valkey: RunningValkey) -> None:
    async with (
        limiting(valkey, address=150, login=1000, timeout_seconds=5) as limiter,
        calling(login_app(limiter, "open")) as client,
    ):
        codes = [(await client.post("/login", params={"account": someone()})).status_code for _ in range(151)]

    assert codes == [200] * 150 + [429]


async def test_enforcing_raises_the_error_that_apis_render(valkey: RunningValkey) -> None:
    async with limiting(valkey, timeout_seconds=5) as limiter:
        who = someone()
        await limiter.enforce("1/minute", who, name="test")
        with pytest.raises(TooManyRequests) as refused:
            await limiter.enforce("1/minute", who, name="test")

    assert 1 <= refused.value.retry_after <= 60
