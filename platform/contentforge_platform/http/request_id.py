"""Give each request a name that its logs, its answer and its client share."""

import os
import re

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contentforge_platform.observability import context

_SANE = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")


class RequestId:
    """Takes a sane X-Request-ID from the caller or makes one, binds it to the logs and sends it back."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = next((value for name, value in scope["headers"] if name == b"x-request-id"), None)
        request_id = given.decode() if given is not None and _SANE.fullmatch(given) else os.urandom(16).hex()
        echo = (b"x-request-id", request_id.encode())

        async def marking(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), echo]
            await send(message)

        token = context.set_request_id(request_id)
        try:
            await self._app(scope, receive, marking)
        finally:
            context.reset_request_id(token)
