"""Waiting until everything answers. Runs in a process of its own, so that the supervisor never waits."""

import http.client
import time
from collections.abc import Iterable
from urllib.parse import urlsplit

_TICK = 0.1
_TIMEOUT = 5.0
_OK = 200


def wait_for(urls: Iterable[str]) -> None:
    """Return when each of the URLs has answered 200."""
    for url in urls:
        while not _answers(url):
            time.sleep(_TICK)


def _answers(url: str) -> bool:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=_TIMEOUT)
    try:
        connection.request("GET", parts.path)
        return connection.getresponse().status == _OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
