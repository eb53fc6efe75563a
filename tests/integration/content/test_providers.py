"""Calls to models over a real connection, with everything that can go wrong on the other side."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

import pytest
from pydantic import SecretStr

from contentforge_content.prompts.errors import BadModelAnswer
from contentforge_content.prompts.request import PreparedRequest, build_request
from contentforge_content.prompts.template import TemplateSpec
from contentforge_content.providers.base import ProviderBusy, ProviderError, ProviderRefused, ProviderTooLate
from contentforge_content.providers.breaker import BreakerState
from contentforge_content.providers.calls import ModelCalls
from contentforge_content.providers.registry import build_registry
from contentforge_content.providers.settings import AiSettings, ProviderKeys
from contentforge_content.sources.facts import ProductFacts
from contentforge_content.vocabulary import ContentType
from contentforge_platform.ids import TenantId, new_id
from contentforge_platform.observability import Metrics
from support.failing_model import ModelServer, after, completion, cuts_the_line, drips, running_model, says

KEY = "sk-canary-0123456789"
TENANT = TenantId(new_id())
FACTS = ProductFacts(name="Harrow Copper Kettle", price="89.50", currency="GBP", description="It boils 1.2 litres.")

Make = Callable[..., ModelCalls]


@pytest.fixture
async def model() -> AsyncIterator[ModelServer]:
    async with running_model() as server:
        yield server


@pytest.fixture
async def make_calls(model: ModelServer) -> AsyncIterator[Make]:
    made: list[ModelCalls] = []

    def make(metrics: Metrics | None = None, **settings: Any) -> ModelCalls:
        keys = ProviderKeys(openai_api_key=SecretStr(KEY), openai_base_url=model.url)
        ai = AiSettings(**{"allow_network": False, "timeout_seconds": 20, **settings})
        made.append(ModelCalls(ai, build_registry(ai, keys), metrics or Metrics(process=False)))
        return made[-1]

    yield make
    for calls in made:
        await calls.aclose()


def wanted(content_type: ContentType = ContentType.DESCRIPTION) -> PreparedRequest:
    return build_request(content_type, FACTS, TemplateSpec())


async def test_a_text_comes_back_with_its_provider_model_and_tokens(model: ModelServer, make_calls: Make) -> None:
    model.handler = says(completion("Here is the title:\n\n**Harrow Copper Kettle**"))

    written = await make_calls().write(TENANT, wanted(ContentType.TITLE), provider="openai", model="gpt-5-nano")

    assert written.text == "Harrow Copper Kettle"
    assert (written.provider, written.model) == ("openai", "double-1")
    assert (written.prompt_tokens, written.completion_tokens) == (20, 7)
    asked = model.asked[0]
    assert asked["model"] == "gpt-5-nano"
    assert [message["role"] for message in asked["messages"]] == ["system", "user"]
    assert "Harrow Copper Kettle" in asked["messages"][1]["content"]
    assert model.headers[0]["Authorization"] == f"Bearer {KEY}"


async def test_a_model_that_is_not_offered_falls_back_to_the_default_one(model: ModelServer, make_calls: Make) -> None:
    calls = make_calls(default_models={"openai": "house-model"})

    await calls.write(TENANT, wanted(), provider="gemini", model="gpt-17")

    assert model.asked[0]["model"] == "house-model"


async def test_openai_gets_the_newer_token_field_and_others_the_older_one(model: ModelServer) -> None:
    ai = AiSettings(allow_network=False, base_urls={"gemini": model.url, "openrouter": model.url, "openai": model.url})
    key = SecretStr(KEY)
    registry = build_registry(ai, ProviderKeys(openai_api_key=key, openrouter_api_key=key, gemini_api_key=key))
    calls = ModelCalls(ai, registry, Metrics(process=False))

    for name in ("openai", "openrouter", "gemini"):
        assert (await calls.write(TENANT, wanted(), provider=name)).provider == name
    await calls.aclose()

    fields = [sorted(set(asked) & {"max_tokens", "max_completion_tokens"}) for asked in model.asked]
    assert fields == [["max_completion_tokens"], ["max_tokens"], ["max_tokens"]]


@pytest.mark.parametrize(
    ("retry_after", "expected"),
    [
        ("7", 7.0),
        ("0", 0.0),
        ("999999", 120.0),
        ("-5", 0.0),
        ("soon", None),
        ("nan", None),
        (format_datetime(datetime(2020, 1, 1, tzinfo=UTC)), 0.0),
        (format_datetime(datetime(2120, 1, 1, tzinfo=UTC)), 120.0),
    ],
)
async def test_a_busy_model_tells_when_to_come_back_within_bounds(
    model: ModelServer, make_calls: Make, retry_after: str, expected: float | None
) -> None:
    model.handler = says({"error": {"message": "slow down"}}, status=429, headers={"Retry-After": retry_after})

    with pytest.raises(ProviderBusy) as caught:
        await make_calls().complete(TENANT, wanted())

    assert caught.value.retryable
    assert caught.value.retry_after == expected
    assert len(model.asked) == 1, "retries are ours to plan, not the client's"


@pytest.mark.parametrize("status", [500, 502, 503, 529, 408])
async def test_a_failing_server_may_be_tried_again(model: ModelServer, make_calls: Make, status: int) -> None:
    model.handler = says(b"<html>upstream trouble</html>", status=status)

    with pytest.raises(ProviderError) as caught:
        await make_calls().complete(TENANT, wanted())

    assert caught.value.retryable
    assert str(status) in caught.value.detail


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 413, 422])
async def test_a_refused_request_is_not_tried_again(model: ModelServer, make_calls: Make, status: int) -> None:
    model.handler = says({"error": {"message": f"Incorrect API key provided: {KEY}", "code": "nope"}}, status=status)

    with pytest.raises(ProviderRefused) as caught:
        await make_calls().complete(TENANT, wanted())

    assert not caught.value.retryable


async def test_a_redirect_is_not_followed(model: ModelServer, make_calls: Make) -> None:
    model.handler = says(b"", status=307, headers={"Location": model.url + "/chat/completions"})

    with pytest.raises(ProviderError):
        await make_calls().complete(TENANT, wanted())

    assert len(model.asked) == 1


async def test_neither_message_nor_log_shows_the_key_or_the_address(
    model: ModelServer, make_calls: Make, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    model.handler = says({"error": {"message": f"bad key {KEY} at {model.url}", "code": KEY}}, status=401)

    with pytest.raises(ProviderError) as caught:
        await make_calls().complete(TENANT, wanted())

    shown = f"{caught.value} {caught.value.message} {caught.value.detail} {caught.value.__cause__!r} {caplog.text}"
    assert KEY not in shown
    assert caught.value.__suppress_context__


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{malformed",
        b"\xff\xfe\x00",
        b"null",
        b"[]",
        b'"text"',
        {},
        {"choices": []},
        {"choices": None},
        {"choices": "many"},
        {"choices": [None]},
        {"choices": [{"message": None}]},
        {"choices": [{"message": {"content": None}}]},
        {"choices": [{"message": {"content": 42}}]},
        {"choices": [{"message": {"content": "  \n "}}]},
        {"error": {"message": "no capacity", "code": 502}},
    ],
)
async def test_a_broken_or_empty_answer_may_be_tried_again(model: ModelServer, make_calls: Make, body: Any) -> None:
    model.handler = says(body)

    with pytest.raises(ProviderError) as caught:
        await make_calls().complete(TENANT, wanted())

    assert caught.value.retryable


async def test_an_answer_that_was_cut_off_or_declined_is_not_taken(model: ModelServer, make_calls: Make) -> None:
    for reason, retryable in (("length", True), ("content_filter", False)):
        choice = {"message": {"content": "A kettle that"}, "finish_reason": reason}
        model.handler = says(completion("", choices=[choice]))
        with pytest.raises(ProviderError) as caught:
            await make_calls().complete(TENANT, wanted())
        assert caught.value.retryable is retryable


async def test_odd_counts_and_lists_of_parts_are_understood(model: ModelServer, make_calls: Make) -> None:
    parts = [{"type": "text", "text": "A fine "}, {"type": "text", "text": "kettle."}]
    model.handler = says(completion(parts, usage={"prompt_tokens": "many", "completion_tokens": -1}, model=None))

    _, answer = await make_calls().complete(TENANT, wanted())

    assert answer.text == "A fine kettle."
    assert (answer.prompt_tokens, answer.completion_tokens) == (0, 0)
    assert answer.model == "gpt-5-mini"


@pytest.mark.parametrize(
    "nonsense", ["%%%% ####", "I'm sorry, but I can't help with that.", "{}", "\ufffd\ufffd a \ufffd"]
)
async def test_nonsense_is_not_kept(model: ModelServer, make_calls: Make, nonsense: str) -> None:
    model.handler = says(completion(nonsense))

    with pytest.raises(BadModelAnswer) as caught:
        await make_calls().write(TENANT, wanted())

    assert caught.value.retryable


@pytest.mark.parametrize("handler", [after(30, says(completion("late"))), drips(30)], ids=["silent", "dripping"])
async def test_a_late_model_is_given_up_at_the_deadline(model: ModelServer, make_calls: Make, handler: Any) -> None:
    model.handler = handler
    began = time.monotonic()

    with pytest.raises(ProviderTooLate) as caught:
        await make_calls(timeout_seconds=0.3).complete(TENANT, wanted())

    assert caught.value.retryable
    assert caught.value.message == "The model did not answer in time."
    assert time.monotonic() - began < 10


async def test_a_cut_line_and_a_dead_server_may_be_tried_again(model: ModelServer, make_calls: Make) -> None:
    model.handler = cuts_the_line()
    with pytest.raises(ProviderError) as caught:
        await make_calls().complete(TENANT, wanted())
    assert caught.value.retryable

    calls = make_calls(base_urls={"openai": "http://127.0.0.1:9/v1"})
    with pytest.raises(ProviderError) as caught:
        await calls.complete(TENANT, wanted())
    assert caught.value.retryable
    assert caught.value.message == "The model could not be reached."


async def test_after_failures_in_a_row_the_model_is_left_alone_then_tried_once(
    model: ModelServer, make_calls: Make
) -> None:
    calls = make_calls(breaker_failures=3, breaker_cooldown_seconds=0.4)
    model.handler = says(b"", status=500)
    for _ in range(3):
        with pytest.raises(ProviderError):
            await calls.complete(TENANT, wanted())

    with pytest.raises(ProviderBusy) as caught:
        await calls.complete(TENANT, wanted())
    assert caught.value.retry_after is not None
    assert len(model.asked) == 3
    assert calls.breaker_state("openai") is BreakerState.OPEN

    await asyncio.sleep(0.5)
    model.handler = after(0.2, says(completion("A kettle for tea.")))
    results = await asyncio.gather(*(calls.complete(TENANT, wanted()) for _ in range(5)), return_exceptions=True)

    assert sum(isinstance(result, tuple) for result in results) == 1
    assert len(model.asked) == 4
    assert calls.breaker_state("openai") is BreakerState.CLOSED


async def test_one_organization_has_at_most_its_share_of_calls_under_way(model: ModelServer, make_calls: Make) -> None:
    model.handler = after(0.1, says(completion("A kettle for tea.")))
    calls = make_calls(per_organization=2)

    await asyncio.gather(*(calls.complete(TENANT, wanted()) for _ in range(8)))

    assert model.most_under_way == 2


async def test_other_organizations_do_not_wait_for_a_busy_one(model: ModelServer, make_calls: Make) -> None:
    model.handler = after(5, says(completion("A kettle for tea.")))
    calls = make_calls(per_organization=1)
    busy = [asyncio.create_task(calls.complete(TENANT, wanted())) for _ in range(3)]
    await asyncio.sleep(0.1)
    model.handler = says(completion("A kettle for tea."))

    await asyncio.wait_for(calls.complete(TenantId(new_id()), wanted()), timeout=4)

    for task in busy:
        task.cancel()
    assert all(isinstance(end, asyncio.CancelledError) for end in await asyncio.gather(*busy, return_exceptions=True))


async def test_waiting_for_a_slot_counts_towards_the_deadline(model: ModelServer, make_calls: Make) -> None:
    model.handler = after(1.0, says(completion("A kettle for tea.")))
    calls = make_calls(per_organization=1, timeout_seconds=0.5)

    results = await asyncio.gather(*(calls.complete(TENANT, wanted()) for _ in range(3)), return_exceptions=True)

    assert all(isinstance(result, ProviderTooLate) for result in results)


async def test_a_cancelled_call_frees_its_slot_and_its_connection(model: ModelServer, make_calls: Make) -> None:
    model.handler = after(30, says(completion("late")))
    calls = make_calls(per_organization=1)
    task = asyncio.create_task(calls.complete(TENANT, wanted()))
    await asyncio.sleep(0.2)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    model.handler = says(completion("A kettle for tea."))
    name, _ = await asyncio.wait_for(calls.complete(TENANT, wanted()), timeout=10)

    assert name == "openai"


async def test_calls_are_counted_by_how_they_ended_with_their_time_and_tokens(
    model: ModelServer, make_calls: Make
) -> None:
    metrics = Metrics(process=False)
    calls = make_calls(metrics, breaker_failures=1)
    model.handler = says(completion("A kettle."))
    await calls.write(TENANT, wanted())
    model.handler = says({"error": {"message": "slow down"}}, status=429)
    with pytest.raises(ProviderBusy):
        await calls.write(TENANT, wanted())

    text = metrics.render()[0].decode()
    assert 'contentforge_provider_calls_total{outcome="ok",provider="openai"} 1.0' in text
    assert f'contentforge_provider_calls_total{{outcome="{ProviderBusy.code}",provider="openai"}} 1.0' in text
    assert 'contentforge_provider_seconds_count{provider="openai"} 2.0' in text
    assert 'contentforge_provider_tokens_total{direction="in",provider="openai"} 20.0' in text
    assert 'contentforge_provider_tokens_total{direction="out",provider="openai"} 7.0' in text
    assert 'contentforge_provider_left_alone{provider="openai"} 1.0' in text
