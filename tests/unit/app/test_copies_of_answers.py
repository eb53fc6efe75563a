"""Copies of answers in one process: they take no more memory than they may, whatever readers ask."""

import asyncio
import sys
import time

from contentforge_app.apis.blog.cache.copies import Copies, Copy


class NoValkey:
    """Stands for the shared store, which keeps nothing here."""

    async def get(self, _name: str) -> None:
        return None

    async def set(self, _name: str, _value: bytes, *, ex: int) -> None:
        assert ex > 0


async def test_answers_with_next_to_nothing_in_them_do_not_fill_the_memory() -> None:
    copies = Copies(NoValkey(), 3600)
    keys = [b"site 1 /api/tags?x=%d%s" % (number, b"x" * 900) for number in range(20_000)]

    for key in keys:
        copies.keep(key, Copy("/api/tags", b'"tag"', b"application/json", b"[]", time.time()))
        await asyncio.sleep(0)

    kept = [key for key in keys if copies.here(key) is not None]
    assert sum(map(sys.getsizeof, kept)) < 16 * 1024 * 1024
    assert kept[-1] == keys[-1]
