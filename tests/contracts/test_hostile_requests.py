"""Requests that no client would send, byte by byte: every API refuses them in its own form, and never with a 5xx."""

from collections.abc import Iterator, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import pytest

from contentforge_app.embedded import RunningValkey
from support.app import settings_for
from support.databases import DatabaseUrls
from support.files import SVG
from support.fuzzed import EVERY, Fuzzed, Ground
from support.fuzzing import Guise
from support.hostile import Comer, Documented, documented, twisted
from support.library import uploaded
from support.newsroom import Newsroom
from support.raw_http import RawAnswer, RawRequest, exchange
from support.sandbox import serving
from support.sockets import served

_SHORT: Final = 24
"""In the short form every 24th twist is sent, of each operation others."""
_NO_HTTP: Final = b"Invalid HTTP request received."
"""What the server itself says to what it cannot read as a request."""
_ELSEWHERE: Final = frozenset({404, 405})
"""What paths may be answered that are none of the operation's any more."""
_PLACES: Final = (
    *("/", "/docs", "/openapi.json", "/health", "/livez", "/readyz", "/metrics", "/app", "/app/assets/none.js"),
    *("/files/none", "/socket.io/?EIO=4&transport=polling", "/nowhere", "/t/nobody/nowhere", "/t//nowhere"),
    *("/t/%FF/blog/api/posts", "/cgms/nowhere", "/writer/%00", "/generator/..%2f", "/blog/api/preview/%ED%A0%80"),
)


# Of a form that ends within a file Starlette forgets the file: it goes at once, by its last reference, with a warning.
@pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning")
@pytest.mark.filterwarnings("ignore:.*SpooledTemporaryFile.__del__:pytest.PytestUnraisableExceptionWarning")
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("step", [_SHORT, pytest.param(1, marks=pytest.mark.long)])
@pytest.mark.parametrize("one", EVERY, ids=lambda one: one.name)
async def test_every_operation_refuses_what_no_client_would_send(
    own_database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path, one: Fuzzed, step: int
) -> None:
    wrong: list[str] = []
    asked = 0
    async with serving(own_database_urls) as stripe:
        billing = {"mode": "sandbox", "sandbox_url": stripe.address}
        async with served(settings_for(own_database_urls, valkey, tmp_path, billing=billing)) as api:
            ground = await one.prepare(api)
            document = (await api.client.get(ground.document)).json()
            for number, operation in enumerate(documented(document, ground.said[0])):
                if not one.takes(operation.path):
                    continue
                share = slice(number % step, None, step)
                for name, request in _requests(ground, operation, share, ground.guises_at(operation.path)[::4]):
                    answer = await exchange(api.base, request)
                    asked += 1
                    where = f"{operation.method} {operation.path} as {name}"
                    wrong += [f"{where}: {why}" for why in _faults(one, operation, request, answer)]
                if not await ground.stands(api):
                    ground = await one.prepare(api)

    assert wrong == []
    assert asked > one.whole * 3


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("step", [_SHORT // 3, pytest.param(1, marks=pytest.mark.long)])
async def test_what_no_document_tells_of_holds_as_well(
    own_database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path, step: int
) -> None:
    wrong: list[str] = []
    async with served(settings_for(own_database_urls, valkey, tmp_path)) as api:
        newsroom = await Newsroom.opened(api)
        picture = urlsplit((await uploaded(newsroom.author, SVG, "a.svg"))["url"]).path
        for number, path in enumerate((*_PLACES, picture)):
            place = Documented("GET", path, frozenset(), (), (), (), None, is_form=False)
            for name, request in twisted(place, Comer("", {}, {}), slice(number % step, None, step)):
                answer = await exchange(api.base, request)
                if answer.status == 0 or answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                    wrong.append(f"{path}, {name}: {answer.status} {answer.body[:300]!r}")

    assert wrong == []


def _requests(
    ground: Ground, operation: Documented, share: slice, guises: Sequence[Guise]
) -> Iterator[tuple[str, RawRequest]]:
    for guise in guises:
        comer = Comer(urlsplit(guise.base).path, guise.headers, ground.known[0])
        for name, request in twisted(operation, comer, share):
            yield f"{guise.name}, {name}", request


def _faults(one: Fuzzed, operation: Documented, request: RawRequest, answer: RawAnswer) -> Iterator[str]:
    """What is wrong with an answer."""
    told = answer.json()
    if answer.status == 0 or answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        yield f"{answer.status} {answer.body[:300]!r}"
    if answer.status < HTTPStatus.BAD_REQUEST or request.method == b"HEAD" or answer.body == _NO_HTTP:
        return
    if not isinstance(told, dict) or not {one.refusal[0]} <= told.keys() <= set(one.refusal):
        yield f"{answer.status} in another form: {answer.body[:300]!r}"
    if answer.headers.get_content_type() != "application/json":
        yield f"{answer.status} as {answer.headers.get_content_type()}"
    is_its_own = request.method.decode() == operation.method
    if is_its_own and answer.status not in operation.answers | _ELSEWHERE:
        yield f"{answer.status} is not documented: {answer.body[:300]!r}"
