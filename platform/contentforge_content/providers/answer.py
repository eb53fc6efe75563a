"""Read a chat completion as strangers may send it: every level is checked before it is believed."""

from typing import Final

from contentforge_content.providers.base import Completion, ProviderError, ProviderRefused

_MAX_TEXT: Final = 400_000
_MAX_NAME: Final = 100


def read_answer(answer: object, *, asked: str) -> Completion:
    """The text of the first choice.

    Raises:
        ProviderError: empty, cut off or of the wrong shape (may be retried), or declined (may not).
    """
    body = answer if isinstance(answer, dict) else {}
    choice = _first(body.get("choices"))
    message = choice.get("message")
    message = message if isinstance(message, dict) else {}
    text = _text(message.get("content"))
    finish = choice.get("finish_reason")
    if finish == "content_filter" or (message.get("refusal") and not text.strip()):
        raise ProviderRefused("The model declined to write this text.", detail=f"finish {finish}")
    if not text.strip():
        shape = "an error" if body.get("error") else "no choice" if not choice else "no text"
        raise ProviderError("The model gave an empty answer.", detail=shape, retryable=True)
    if finish == "length":
        raise ProviderError("The model's answer was cut off.", detail="finish length", retryable=True)
    usage = body.get("usage")
    usage = usage if isinstance(usage, dict) else {}
    model = body.get("model")
    return Completion(
        text=text[:_MAX_TEXT],
        model=model[:_MAX_NAME] if isinstance(model, str) and model else asked,
        prompt_tokens=_count(usage.get("prompt_tokens")),
        completion_tokens=_count(usage.get("completion_tokens")),
    )


def _first(choices: object) -> dict[str, object]:
    first = choices[0] if isinstance(choices, list) and choices else None
    return first if isinstance(first, dict) else {}


def _text(content: object) -> str:
    """A string, or the text parts of a list of parts."""
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        return ""
    parts = [part.get("text") for part in content if isinstance(part, dict)]
    return "".join(part for part in parts if isinstance(part, str))


def _count(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31 else 0
