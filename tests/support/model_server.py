"""A model that speaks OpenAI's protocol: it counts its calls, and can be slow, busy, broken, or held in mid-answer."""

import asyncio
import itertools
import re
import time
from pathlib import Path
from typing import Any, Final

from aiohttp import web

from support.rig_server import LoopbackServer, serve

_MARK: Final = re.compile(r"mark-[0-9a-f]{12}")


class ModelServer(LoopbackServer):
    """A handle on the model. Calls are numbered from 1; the text of an answer names its call and the product's mark."""

    def __init__(self, folder: Path) -> None:
        super().__init__("support.model_server", folder)
        self.base_url = f"{self.url}/v1"

    def calls(self, mark: str | None = None) -> list[int]:
        """The numbers of the calls so far, or of those about one product."""
        told: list[dict[str, Any]] = self.ask("/calls")
        return [call["number"] for call in told if mark in {None, call["mark"]}]

    def reset(self) -> None:
        """Answer at once and well, and let go whoever is held."""
        self.turn(latency=0.0, status=0, retry_after=None, nonsense=False, held=False, released=[])

    def hold(self) -> None:
        """Answer nobody from now on."""
        self.turn(held=True, released=[])

    def release(self, *numbers: int) -> None:
        """Answer these of the held calls."""
        self.turn(released=list(numbers))

    def times(self, mark: str) -> list[float]:
        """When the calls about one product came, in seconds of the model's clock."""
        return [call["time"] for call in self.ask("/calls") if call["mark"] == mark]


def answer_text(number: int, mark: str) -> str:
    """What call `number` answers; it stays as it is in every form of text."""
    return f"Answer {number} tells of {mark}"


def _completion(text: str) -> dict[str, object]:
    return {
        "id": "chatcmpl-test",
        "object": "chat.completion",
        "created": 1,
        "model": "test-model",
        "choices": [
            {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text, "refusal": None}}
        ],
        "usage": {"prompt_tokens": 10, "completion_tokens": 10, "total_tokens": 20},
    }


def main() -> None:
    numbers = itertools.count(1)
    calls: list[dict[str, object]] = []
    switches: dict[str, Any] = {
        "latency": 0.0,  # seconds before each answer
        "status": 0,  # answer this status instead
        "retry_after": None,  # with this header
        "nonsense": False,  # answer what is no text
        "held": False,  # answer nobody until this is False again
        "released": [],  # but these calls
    }

    async def complete(request: web.Request) -> web.Response:
        asked = await request.text()
        found = _MARK.search(asked)
        number, mark = next(numbers), found.group() if found else ""
        calls.append({"number": number, "mark": mark, "time": time.monotonic()})
        await asyncio.sleep(switches["latency"])
        while switches["held"] and number not in switches["released"]:  # noqa: ASYNC110 - the switch is turned by another request
            await asyncio.sleep(0.01)
        if switches["status"]:
            headers = {} if switches["retry_after"] is None else {"Retry-After": str(switches["retry_after"])}
            refusal = {"error": {"message": "not now", "type": "server_error", "code": None}}
            return web.json_response(refusal, status=switches["status"], headers=headers)
        if switches["nonsense"]:
            return web.json_response(_completion("%%%% 1234 ####"))
        return web.json_response(_completion(answer_text(number, mark)))

    async def tell(_: web.Request) -> web.Response:
        return web.json_response(calls)

    application = web.Application()
    application.router.add_post("/v1/chat/completions", complete)
    application.router.add_get("/calls", tell)
    serve(application, switches)


if __name__ == "__main__":
    main()
