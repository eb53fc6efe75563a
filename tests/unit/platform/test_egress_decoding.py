import tracemalloc
import zlib

import pytest

from contentforge_platform.egress import FetchFailed, FetchReason
from contentforge_platform.egress.decoding import BodyDecoder


def test_a_bomb_never_unfolds_in_memory() -> None:
    limit = 100_000
    bomb = zlib.compress(bytes(50_000_000))
    decoder = BodyDecoder("deflate", limit)

    tracemalloc.start()
    with pytest.raises(FetchFailed) as caught:
        decoder.feed(bomb)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert caught.value.reason is FetchReason.TOO_LARGE
    assert peak < 10 * limit


def test_a_body_may_come_in_pieces_of_one_byte() -> None:
    decoder = BodyDecoder("deflate", 100)

    for byte in zlib.compress(b"hello"):
        decoder.feed(bytes([byte]))

    assert decoder.finish() == b"hello"
