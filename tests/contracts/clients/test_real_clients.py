"""Clients of cgms, writer and generator as their documents describe them, in JavaScript, against `contentforge dev`."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from support.dev_stack import dev_stack
from support.repository import ROOT

HOLD: Final = 2
_CLIENTS: Final = ROOT / "tests" / "node" / "clients"
_PATIENCE: Final = 100
_NOT_AUTHORIZED: Final = "Not authorized"

TRANSPORTS = pytest.mark.parametrize("transport", ["websocket", "polling"])


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    settings = {"CONTENTFORGE_GENERATION__HOLD_SECONDS": str(HOLD)}
    with dev_stack(tmp_path_factory.mktemp("dev"), settings) as base:
        yield base


def played(client: str, base: str, transport: str) -> dict[str, Any]:
    """What the client tells of its story."""
    command = ["node", str(_CLIENTS / f"{client}.mjs"), base, transport]
    done = subprocess.run(  # noqa: S603 - our own arguments
        command, capture_output=True, text=True, timeout=_PATIENCE, check=False, cwd=Path(_CLIENTS)
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@TRANSPORTS
def test_a_client_of_cgms_goes_its_whole_way(product: str, transport: str) -> None:
    told = played("cgms", f"{product}/cgms", transport)

    assert told["refused"] == _NOT_AUTHORIZED
    assert told["delay"] == HOLD * 1000
    assert told["statuses"] == ["queued", "processing", "completed"]
    assert told["statusesAnew"][-2:] == ["processing", "completed"]
    assert set(told["payload"]) == {"type", "jobId", "contentId", "userId", "status"}
    assert told["payload"]["type"] == "content-generation"
    assert told["job"] == "completed"
    assert "kettle" in told["text"].lower()
    assert told["edited"] == ["Kettle", ["kitchen"]]
    assert told["found"] == 1


@TRANSPORTS
def test_a_client_of_writer_goes_its_whole_way(product: str, transport: str) -> None:
    told = played("writer", f"{product}/writer", transport)

    assert told["refused"] == _NOT_AUTHORIZED
    assert told["acknowledged"] == {"ok": True}
    assert told["delay"] == f"{HOLD} seconds"
    assert told["statuses"] == ["queued", "processing", "completed"]
    assert set(told["payload"]) == {"jobId", "contentId", "status", "generatedContent", "timestamp"}
    assert told["payload"]["generatedContent"] == told["text"] == told["rolledBack"]
    assert told["job"] == "completed"
    assert told["edited"] == "My own words."


@TRANSPORTS
def test_a_client_of_generator_goes_its_whole_way(product: str, transport: str) -> None:
    told = played("generator", f"{product}/generator", transport)

    assert told["refused"] == _NOT_AUTHORIZED
    assert told["delay"] == HOLD
    assert (told["before"], told["after"]) == ("queued", "completed")
    assert told["events"] == ["job_completed"]
    assert set(told["payload"]) == {"userId", "jobId", "status", "generatedContent", "completedAt"}
    assert told["payload"]["userId"] == told["userId"]
    assert told["payload"]["generatedContent"] == told["text"]
    assert told["found"] == ["Kettles"]
    assert told["edited"] == "My own words."
    assert told["removed"]
    assert told["jobs"] == 0
