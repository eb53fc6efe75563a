"""Where bodies are rendered: beside the event loop, one at a time, with a short queue."""

import asyncio
import threading
from collections.abc import Iterator

import pytest

from contentforge_blog.rendering import Renderer
from contentforge_platform.errors import Unavailable

SITE = "a site"


@pytest.fixture
def renderer() -> Iterator[Renderer]:
    made = Renderer(waiting=2)
    yield made
    made.close()


async def test_the_loop_goes_on_while_a_text_is_rendered(renderer: Renderer) -> None:
    done = threading.Event()
    slow = asyncio.create_task(renderer.run(SITE, done.wait, 10))

    await asyncio.sleep(0.05)
    assert not slow.done()
    done.set()  # which only a loop that goes on can do

    assert await slow is True


async def test_texts_take_turns_and_beyond_a_short_queue_are_refused(renderer: Renderer) -> None:
    done = threading.Event()
    running = [asyncio.create_task(renderer.run(SITE, done.wait, 10)) for _ in range(3)]
    await asyncio.sleep(0)

    with pytest.raises(Unavailable):
        await renderer.run(SITE, str, 1)
    done.set()
    await asyncio.gather(*running)

    assert await renderer.run(SITE, str, 1) == "1"


async def test_what_goes_wrong_with_one_text_does_not_stop_the_next(renderer: Renderer) -> None:
    with pytest.raises(ZeroDivisionError):
        await renderer.run(SITE, divmod, 1, 0)

    assert await renderer.run(SITE, divmod, 3, 2) == (1, 1)


async def test_one_site_leaves_room_in_the_queue_for_others() -> None:
    renderer, done = Renderer(waiting=9, each=2), threading.Event()
    running = [asyncio.create_task(renderer.run("greedy", done.wait, 10)) for _ in range(3)]
    await asyncio.sleep(0)

    with pytest.raises(Unavailable):
        await renderer.run("greedy", str, 1)
    other = asyncio.create_task(renderer.run("another", str, 1))
    await asyncio.sleep(0)
    done.set()
    await asyncio.gather(*running)

    assert await other == "1"
    assert await renderer.run("greedy", str, 2) == "2"
    renderer.close()


async def test_sites_take_turns_however_many_texts_one_has(renderer: Renderer) -> None:
    renderer, done, order = Renderer(), threading.Event(), list[str]()
    first = asyncio.create_task(renderer.run("greedy", done.wait, 10))
    await asyncio.sleep(0)
    more = [asyncio.create_task(renderer.run("greedy", order.append, f"greedy {number}")) for number in range(5)]
    await asyncio.sleep(0)
    other = asyncio.create_task(renderer.run("another", order.append, "another"))
    await asyncio.sleep(0)
    done.set()
    await asyncio.gather(first, other, *more)

    assert order.index("another") <= 1
    renderer.close()


async def test_what_nobody_waits_for_any_more_is_not_rendered(renderer: Renderer) -> None:
    done, order = threading.Event(), list[int]()
    first = asyncio.create_task(renderer.run(SITE, done.wait, 10))
    await asyncio.sleep(0)
    left = asyncio.create_task(renderer.run(SITE, order.append, 1))
    await asyncio.sleep(0)
    left.cancel()
    last = asyncio.create_task(renderer.run(SITE, order.append, 2))
    await asyncio.sleep(0)
    done.set()
    await asyncio.gather(first, last)

    assert order == [2]
