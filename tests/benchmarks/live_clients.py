"""A thousand sockets in one process: what they hear, and when. Its order comes as JSON on standard input.

In: bases (addresses of API processes), tokens (of writer), sockets, rounds, at_once, and `answer`, the file to write.
In each round so many of the people order a text, in turn, and all of a person's sockets subscribe to it. The answer is
JSON: `heard`: [content id, status, Unix time] of each event, `missing`: how many did not come, `doubled`: how many came
again.
"""

import asyncio
import sys
import time
from pathlib import Path
from typing import Any, Final

import aiohttp
import orjson
import uvloop

_LOOK_SECONDS: Final = 0.3
_MOST_LOOKS: Final = 100
_EVENTS: Final = 2  # of the three of each job: `queued` is the answer to the subscription


class Listener:
    """One socket, spoken by hand: a client library would cost more than what is measured."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, token: str) -> None:
        self.socket = socket
        self.token = token
        self.heard: list[tuple[str, str, float]] = []

    async def join(self) -> None:
        await self.socket.receive_str()
        await self.socket.send_str(f'40/writer,{{"token":"{self.token}"}}')
        answer = await self.socket.receive_str()
        if not answer.startswith("40"):
            raise RuntimeError(answer)

    async def listen(self) -> None:
        async for message in self.socket:
            at = time.time()
            if message.data == "2":
                await self.socket.send_str("3")
            elif message.data.startswith("42"):
                _, said = orjson.loads(message.data[message.data.index("[") :])
                if said["status"] != "queued":
                    self.heard.append((said["contentId"], said["status"], at))

    async def subscribe(self, content: str) -> None:
        await self.socket.send_str(f'42/writer,["subscribe-job","content-{content}"]')


async def main(wanted: dict[str, Any]) -> dict[str, Any]:
    """Do it all."""
    bases, tokens = wanted["bases"], wanted["tokens"]
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as http:
        listeners = []
        for place in range(wanted["sockets"]):
            url = f"{bases[place % len(bases)]}/socket.io/?EIO=4&transport=websocket"
            listener = Listener(await http.ws_connect(url), tokens[place // len(bases) % len(tokens)])
            await listener.join()
            listeners.append(listener)
        listening = [asyncio.create_task(listener.listen()) for listener in listeners]
        awaited = 0
        for number in range(wanted["rounds"]):
            first = number * wanted["at_once"] % len(tokens)
            awaited += _EVENTS * await _round(http, bases[0], tokens[first : first + wanted["at_once"]], listeners)
            await _until(listeners, awaited)
        for task in listening:
            task.cancel()
    heard = [event for listener in listeners for event in listener.heard]
    different = sum(len({event[:2] for event in listener.heard}) for listener in listeners)
    return {"heard": heard, "missing": awaited - different, "doubled": len(heard) - different}


async def _round(http: aiohttp.ClientSession, base: str, tokens: list[str], listeners: list[Listener]) -> int:
    """Order and subscribe; how many subscriptions were made."""
    made = 0
    for token in tokens:
        order = {"topic": "Why copper kettles sing", "contentType": "blog_post_outline"}
        headers = {"Authorization": f"Bearer {token}"}
        async with http.post(f"{base}/writer/api/v1/content", json=order, headers=headers) as answer:
            if not answer.ok:
                raise RuntimeError(await answer.text())
            content = (await answer.json())["data"]["content"]["id"]
        for listener in listeners:
            if listener.token == token:
                await listener.subscribe(content)
                made += 1
    return made


async def _until(listeners: list[Listener], number: int) -> None:
    for _ in range(_MOST_LOOKS):
        await asyncio.sleep(_LOOK_SECONDS)
        if sum(len(listener.heard) for listener in listeners) >= number:
            return


if __name__ == "__main__":
    order = orjson.loads(sys.stdin.buffer.read())
    Path(order["answer"]).write_bytes(orjson.dumps(uvloop.run(main(order))))
