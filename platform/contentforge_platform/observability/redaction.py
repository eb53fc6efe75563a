"""Keep secrets out of logs: by the name of a field, and by the look of a value."""

import re
from collections.abc import MutableMapping
from functools import lru_cache
from typing import Any

MASK = "***"
_MAX_DEPTH = 4
_SHORTEST_SECRET = 12
_NAMES = frozenset(
    {
        "password",
        "passwd",
        "token",
        "secret",
        "authorization",
        "api_key",
        "apikey",
        "x_api_key",
        "cookie",
        "set_cookie",
        "dsn",
        "credentials",
        "private_key",
        "pepper",
        "jwt",
        "stripe_signature",
        "key_material",
    }
)  # fmt: skip - one word per line would hide the list
_PLAIN = frozenset(
    {"level", "logger", "time", "request_id", "job_id", "trace_id", "span_id", "api", "method", "route"}
)  # ours, and frequent
_ENDINGS = ("_password", "_secret", "_token", "_api_key", "_dsn", "_pepper", "_credentials")
_LOOKS = re.compile(
    r"(?P<key>\bcf_[a-z]{2,10}_)[0-9A-Za-z]{16,}"  # our own keys and opaque tokens
    r"|(?P<jwt>\beyJ)[\w-]{5,}\.[\w-]+\.?[\w-]*"
    r"|(?P<url>://[^\s:/@]*:)[^\s/@]+(?=@)"  # the password of a DSN
    r"|(?P<vendor>\b(?:sk|rk|pk|whsec|AIza)[-_]?)[\w-]{20,}"  # Stripe, OpenAI, OpenRouter, Gemini
    r"|(?P<bearer>\b[Bb]earer )\S+"
    r"|(?P<pair>\b(?:password|secret|token|api_key|key)=)[^\s&,;)]+"
    r"|(?P<input>\binput_value=).*?(?=, input_type)",  # pydantic quotes what it refuses
    re.DOTALL,
)


def redact(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor that masks secrets in an event, nested values included."""
    for name, value in event.items():
        if name in _PLAIN:
            continue
        if type(value) is str:
            if len(value) >= _SHORTEST_SECRET or is_secret_name(name):
                event[name] = MASK if is_secret_name(name) else redact_text(value)
        elif value is not None and type(value) not in {int, float, bool}:
            event[name] = MASK if is_secret_name(name) else _nested(value, 1)
    return event


def redact_text(text: str) -> str:
    """A text without what looks like a secret in it; the telling head of each stays."""
    return _LOOKS.sub(_masked, text)


@lru_cache(maxsize=2048)
def is_secret_name(name: str) -> bool:
    """Whether a field of this name is not to be written."""
    plain = name.lower().replace("-", "_")
    return plain in _NAMES or plain.endswith(_ENDINGS)


def _masked(match: re.Match[str]) -> str:
    kind = match.lastgroup
    return (match[kind] if kind else "") + MASK


def _nested(value: object, depth: int) -> object:
    if isinstance(value, str):
        return redact_text(value)
    if isinstance(value, bytes):
        return redact_text(value.decode("utf-8", "replace"))
    if depth >= _MAX_DEPTH:
        return redact_text(repr(value))
    if isinstance(value, dict):
        return {
            str(name): MASK if is_secret_name(str(name)) else _nested(item, depth + 1) for name, item in value.items()
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [_nested(item, depth + 1) for item in value]
    if isinstance(value, BaseException):
        return redact_text(repr(value))
    return value
