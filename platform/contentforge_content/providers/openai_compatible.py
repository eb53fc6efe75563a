"""OpenAI, OpenRouter and Gemini, which all answer OpenAI's chat completions, through the official client on aiohttp."""

import asyncio
import ipaddress
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import httpx2
import openai
import orjson
from typing_extensions import override

from contentforge_content.prompts.request import PreparedRequest
from contentforge_content.providers.answer import read_answer
from contentforge_content.providers.base import (
    Completion,
    Provider,
    ProviderBusy,
    ProviderError,
    ProviderRefused,
    ProviderTooLate,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

BASE_URLS: Final["Mapping[str, str]"] = {
    "openai": "https://api.openai.com/v1",
    "openrouter": "https://openrouter.ai/api/v1",
    "gemini": "https://generativelanguage.googleapis.com/v1beta/openai",
}
# OpenAI's newer models refuse the older name; the others still expect it.
_TOKENS_FIELD: Final["Mapping[str, str]"] = {"openai": "max_completion_tokens"}
# What a reasoning model may think before it writes; unused tokens cost nothing.
_REASONING_HEADROOM: Final = 3_000
_CONNECTIONS: Final = 128
_KEEP_ALIVE: Final = 15
_CODE: Final = re.compile(r"[a-z0-9_]{1,40}")
_TOO_MANY: Final = 429
_RETRYABLE_STATUS: Final = frozenset({408, 409, 425})
_SERVER_ERROR: Final = 500


class NetworkNotAllowed(ValueError):
    """Calls beyond loopback are switched off, and this provider would make them."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one provider's calls, from `AiSettings`."""

    max_output_tokens: int
    max_retry_after: float
    allow_network: bool


class OpenAICompatible(Provider):
    """One provider behind one reused client; the client keeps connections and belongs to one event loop."""

    def __init__(self, name: str, *, key: str, base_url: str, models: Sequence[str], limits: Limits) -> None:
        if not limits.allow_network and not is_loopback(base_url):
            raise NetworkNotAllowed(f"{name}: only loopback addresses may be called here.")
        self._name = name
        self._models = tuple(models)
        self._limits = limits
        self._tokens_field = _TOKENS_FIELD.get(name, "max_tokens")
        http = openai.DefaultAioHttpClient(
            # No proxy or certificate settings from the environment, and no redirect away from the checked address.
            trust_env=False,
            follow_redirects=False,
            limits=httpx2.Limits(max_connections=_CONNECTIONS, keepalive_expiry=_KEEP_ALIVE),
        )
        self._client = openai.AsyncOpenAI(api_key=key, base_url=base_url, max_retries=0, http_client=http)
        # The client would otherwise send the account named in the environment to every vendor.
        self._client.organization = None
        self._client.project = None

    @property
    @override
    def name(self) -> str:
        return self._name

    @property
    @override
    def models(self) -> Sequence[str]:
        return self._models

    @override
    async def complete(self, request: PreparedRequest, *, model: str | None, deadline: float) -> Completion:
        chosen = model or self._models[0]
        body = {
            "model": chosen,
            "messages": [{"role": "system", "content": request.system}, {"role": "user", "content": request.user}],
            self._tokens_field: min(request.max_tokens + _REASONING_HEADROOM, self._limits.max_output_tokens),
        }
        try:
            async with asyncio.timeout(deadline):
                # The raw answer: the client's typed one costs half of all calls per second and believes wrong types.
                # No time limit of the client's own: it reports a refused connection as one, and ours is exact.
                response = await self._client.post(
                    "/chat/completions", cast_to=httpx2.Response, body=body, options={"timeout": None}
                )
        except TimeoutError:
            raise ProviderTooLate from None
        except openai.APIStatusError as error:
            raise _status_error(error, self._limits.max_retry_after) from None
        except (openai.OpenAIError, httpx2.HTTPError, OSError, ValueError) as error:
            raise _unreachable(type(error).__name__) from None
        return read_answer(_json(response.content), asked=chosen)

    @override
    async def answers(self, *, deadline: float) -> bool:
        try:
            async with asyncio.timeout(deadline):
                await self._client.get("/models", cast_to=httpx2.Response, options={"timeout": None})
        except (TimeoutError, openai.OpenAIError, httpx2.HTTPError, OSError, ValueError):
            return False
        return True

    @override
    async def aclose(self) -> None:
        await self._client.close()


def is_loopback(base_url: str) -> bool:
    """Whether an address can only reach this machine: a literal loopback address, or the name localhost."""
    host = urlsplit(base_url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _json(content: bytes) -> object:
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        raise ProviderError("The model gave a broken answer.", detail="not JSON", retryable=True) from None


def _unreachable(kind: str) -> ProviderError:
    return ProviderError("The model could not be reached.", detail=kind, retryable=True)


def _status_error(error: openai.APIStatusError, max_retry_after: float) -> ProviderError:
    """Sort an HTTP status; the provider's own words stay behind, they may quote keys and prompts."""
    status = error.status_code
    code = error.code if error.code and _CODE.fullmatch(error.code) else ""
    detail = f"status {status} {code}".strip()
    pause = _retry_after(error.response.headers, max_retry_after)
    if status == _TOO_MANY:
        return ProviderBusy(detail=detail, retry_after=pause)
    if status >= _SERVER_ERROR or status in _RETRYABLE_STATUS:
        return ProviderError(
            "The model is not available at the moment.", detail=detail, retryable=True, retry_after=pause
        )
    if status in {401, 402, 403}:
        return ProviderRefused("The model provider does not accept our account.", detail=detail)
    return ProviderRefused("The model did not accept this request.", detail=detail)


def _retry_after(headers: httpx2.Headers, most: float) -> float | None:
    """Seconds to wait, from `Retry-After` as a number or a date; never negative, never longer than `most`."""
    stated = headers.get("retry-after", "").strip()
    try:
        seconds = float(stated)
    except ValueError:
        try:
            moment = parsedate_to_datetime(stated)
        except ValueError:
            return None
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        seconds = (moment - datetime.now(UTC)).total_seconds()
    return None if math.isnan(seconds) else min(max(seconds, 0.0), most)
