"""People who ask, order and listen while processes, schemas or releases change behind the address they know."""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

import httpx
import socketio
import socketio.exceptions

_PER_SECOND: Final = 50
_AGAIN: Final = 0.2
_API: Final = "/api/v1"
_ORDER: Final = {"source_type": "manual", "source_data": {"name": "Harrow Copper Kettle", "price": "89.50"}}


@dataclass
class Crowd:
    """Somebody who asks so many times a second, orders each second, and keeps sockets open."""

    client: httpx.AsyncClient
    token: str
    answers: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    """What each answer took."""
    idle: list[float] = field(default_factory=list)
    """What answers took at the same time that need no database: as long as this machine is slow by itself."""
    jobs: list[str] = field(default_factory=list)
    opened: int = 0
    refused: int = 0
    per_second: int = _PER_SECOND
    connected: int = 0
    """How many sockets were open when it was over."""
    _asking: set[asyncio.Task[None]] = field(default_factory=set)

    async def ask_on(self, stop: asyncio.Event) -> None:
        """One request after the other at its time, whether the one before is answered or not."""
        number = 0
        began = time.monotonic()
        while not stop.is_set():
            order = number % self.per_second == 0
            task = asyncio.create_task(self._order() if order else self._read())
            self._asking.add(task)
            task.add_done_callback(self._asking.discard)
            number += 1
            await asyncio.sleep(max(0.0, began + number / self.per_second - time.monotonic()))
        await asyncio.gather(*self._asking)

    async def _read(self) -> None:
        await self._counted("GET", "/usage")

    async def _order(self) -> None:
        answer = await self._counted("POST", "/content/generate", json=_ORDER)
        if answer is not None and answer.status_code == 201:
            self.jobs.append(answer.json()["id"])

    async def _counted(self, method: str, path: str, **more: Any) -> httpx.Response | None:
        began = time.monotonic()
        headers = {"Authorization": f"Bearer {self.token}", "Prefer": "respond-async"}
        try:
            answer = await self.client.request(method, f"{_API}{path}", headers=headers, **more)
        except httpx.HTTPError as error:
            self.answers[f"{method} {type(error).__name__}"] += 1
            return None
        self.seconds.append(time.monotonic() - began)
        self.answers[f"{method} {answer.status_code}"] += 1
        return answer

    async def idle_on(self, stop: asyncio.Event) -> None:
        """Ask whether the process lives, again and again."""
        while not stop.is_set():
            began = time.monotonic()
            assert (await self.client.get("/livez")).status_code == httpx.codes.OK
            self.idle.append(time.monotonic() - began)
            await asyncio.sleep(1 / self.per_second)

    async def hold_socket(self, base: str, stop: asyncio.Event) -> None:
        """Keep one socket open, as clients do: whenever it ends, another one is opened."""
        while not stop.is_set():
            if not await self._one_socket(base, stop):
                self.refused += 1
                await asyncio.sleep(_AGAIN)

    async def _one_socket(self, base: str, stop: asyncio.Event) -> bool:
        ended = asyncio.Event()
        socket = socketio.AsyncClient(reconnection=False)
        socket.on("disconnect", lambda *_: ended.set())
        try:
            await socket.connect(base, auth={"token": self.token}, transports=["websocket"], wait_timeout=5)
        except socketio.exceptions.ConnectionError:
            return False
        self.opened += 1
        waits = [asyncio.create_task(ended.wait()), asyncio.create_task(stop.wait())]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
        if not ended.is_set():
            self.connected += 1
            await socket.disconnect()
        return True

    async def unfinished(self, seconds: float) -> list[str]:
        """The ordered jobs that have not been completed within so many seconds."""
        deadline = time.monotonic() + seconds
        left = list(self.jobs)
        while left and time.monotonic() < deadline:
            states = [(job, await self._state(job)) for job in left]
            left = [job for job, state in states if state != "completed"]
            await asyncio.sleep(0.2)
        return left

    async def _state(self, job: str) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"}
        return (await self.client.get(f"{_API}/content/jobs/{job}", headers=headers)).json().get("status")
