"""Uploads that end half-way, because either side is gone: what nobody was promised is gone, too, and nothing else."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

import httpx
import pytest

from support.files import MP4
from support.oracle import Oracle
from support.rig import Rig
from support.rig_moves import eventually, rounds
from support.rig_process import Process

_BOUNDARY: Final = "a-boundary-of-the-test"
_FILM_BYTES: Final = 45 * 1024 * 1024
_PIECE: Final = bytes(256 * 1024)
# Half a message on its way: the API has it on the disk by then.
_HALF: Final = _FILM_BYTES // 2
# What an hour would do.
_COME_DUE: Final = "UPDATE work_item SET run_at = clock_timestamp() WHERE kind = 'discard' AND state = 'scheduled'"
_SET_ASIDE: Final = "SELECT count(*) FROM discarded_objects"
_ENTERED: Final = "SELECT array_agg(id) FROM blog_media"


class Author:
    """Somebody of the default site's staff, who sends films to one process."""

    def __init__(self, rig: Rig, http: httpx.AsyncClient, token: str) -> None:
        self.rig = rig
        self.promised: list[UUID] = []
        self._http = http
        self._token = token

    @classmethod
    async def hired(cls, rig: Rig, http: httpx.AsyncClient) -> "Author":
        name = uuid4().hex[:16]
        account = {"email": f"{name}@example.com", "password": f"canary-password-{name}", "name": "An author"}
        [api] = rig.running("api")
        answer = await http.post(f"{_base(rig, api)}/auth/register", json=account)
        assert answer.status_code == 201, answer.text
        rig.journal.secrets.update((account["password"], answer.json()["accessToken"], answer.json()["refreshToken"]))
        return cls(rig, http, answer.json()["accessToken"])

    async def send(self, body: AsyncIterator[bytes]) -> None:
        """Upload a film; if the connection breaks, nothing was promised."""
        [api] = self.rig.running("api")
        headers = {
            "Authorization": f"Bearer {self._token}",
            "Content-Type": f"multipart/form-data; boundary={_BOUNDARY}",
        }
        try:
            answer = await self._http.post(f"{_base(self.rig, api)}/admin/media/upload", content=body, headers=headers)
        except httpx.TransportError:
            return
        assert answer.status_code == 201, answer.text
        self.promised.append(UUID(answer.json()["id"]))


def _base(rig: Rig, api: Process) -> str:
    return f"http://127.0.0.1:{rig.port_of(api)}/blog/api"


@pytest.fixture
async def author(rig: Rig) -> AsyncIterator[Author]:
    async with httpx.AsyncClient(timeout=30, trust_env=False) as http:
        yield await Author.hired(rig, http)


async def film(half: asyncio.Event | None = None, go_on: asyncio.Event | None = None) -> AsyncIterator[bytes]:
    """A form with a film; with events it says when half of it is sent, and waits there."""
    yield f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.mp4"\r\n\r\n'.encode() + MP4
    sent = 0
    while sent < _FILM_BYTES:
        if half is not None and go_on is not None and sent >= _HALF and not half.is_set():
            half.set()
            await go_on.wait()
        sent += len(_PIECE)
        yield _PIECE
    yield f"\r\n--{_BOUNDARY}--\r\n".encode()


def unnamed_files(api: Process) -> int:
    """Temporary files without a name that a process holds open."""
    held = 0
    for descriptor in Path(f"/proc/{api.pid}/fd").iterdir():
        try:
            target = str(descriptor.readlink())
        except OSError:
            continue
        held += "/temporary/" in target and target.endswith("(deleted)")
    return held


async def an_hour_later(rig: Rig) -> None:
    await rig.value(_COME_DUE)
    await eventually(lambda: _none_set_aside(rig), "nothing is set aside any more")


async def _none_set_aside(rig: Rig) -> bool:
    return await rig.value(_SET_ASIDE) == 0


async def restarted(rig: Rig, api: Process) -> None:
    api.kill9()
    await rig.restart(api)


async def test_an_api_killed_while_it_receives_leaves_nothing(rig: Rig, oracle: Oracle, author: Author) -> None:
    [api] = rig.running("api")
    before = await rig.value(_ENTERED)
    half, go_on = asyncio.Event(), asyncio.Event()
    sending = asyncio.create_task(author.send(film(half, go_on)))
    await half.wait()
    await eventually(lambda: unnamed_files(api) == 1, "the API has a part of the film")

    await restarted(rig, api)
    go_on.set()
    await sending

    assert (author.promised, await rig.value(_ENTERED)) == ([], before)
    await an_hour_later(rig)
    await oracle.ask()


@pytest.mark.parametrize("figure", [2, pytest.param(40, marks=pytest.mark.long)])
async def test_an_api_killed_while_it_stores_keeps_what_it_promised_and_nothing_else(
    rig: Rig, oracle: Oracle, author: Author, figure: int
) -> None:
    """Killed at another moment each time, from the setting aside of the object on to the answer."""
    caught = 0
    for number in range(rounds(figure)):
        [api] = rig.running("api")
        sending = asyncio.create_task(author.send(film()))

        async def is_set_aside() -> bool:
            return await rig.value(_SET_ASIDE) != 0

        await eventually(lambda sending=sending: sending.done() or is_set_aside(), "the film is being stored")  # type: ignore[misc]  # mypy knows no types of a lambda's defaults
        await asyncio.sleep(number % 4 * 0.01)
        await restarted(rig, api)
        await sending
        caught += await rig.value(_SET_ASIDE) != 0
        await an_hour_later(rig)

    entered = await rig.value(_ENTERED)
    assert set(author.promised) <= set(entered if isinstance(entered, list) else ())
    await oracle.ask()
    print(f"{caught} of {rounds(figure)} kills came between object and row")  # noqa: T201 - figures to report


@pytest.mark.parametrize("figure", [5, pytest.param(100, marks=pytest.mark.long)])
async def test_clients_that_break_off_half_way_leave_nothing(
    rig: Rig, oracle: Oracle, author: Author, figure: int
) -> None:
    [api] = rig.running("api")
    before = await rig.value(_ENTERED)
    for _ in range(rounds(figure)):
        half = asyncio.Event()
        sending = asyncio.create_task(author.send(film(half, asyncio.Event())))
        await half.wait()
        sending.cancel()
        await asyncio.wait([sending])

    await eventually(lambda: unnamed_files(api) == 0, "the API has let go of all parts")
    assert await rig.value(_ENTERED) == before
    assert await rig.value(_SET_ASIDE) == 0
    await author.send(film())
    assert len(author.promised) == 1
    await oracle.ask()


async def test_a_client_that_does_not_wait_for_the_answer_finds_its_film(
    rig: Rig, oracle: Oracle, author: Author
) -> None:
    """All of it has been sent: whether it was entered is for the API to say, and it is whole or not there."""
    sending = asyncio.create_task(author.send(film()))

    async def is_set_aside() -> bool:
        return await rig.value(_SET_ASIDE) != 0

    await eventually(lambda: sending.done() or is_set_aside(), "the film is being stored")
    sending.cancel()
    await asyncio.wait([sending])

    await asyncio.sleep(1)
    await an_hour_later(rig)
    await oracle.ask()
