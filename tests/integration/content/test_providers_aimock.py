"""The providers against aimock, an OpenAI-compatible server made for failing on purpose."""

from collections.abc import AsyncIterator, Iterator

import pytest
from pydantic import SecretStr

from contentforge_content.prompts.request import build_request
from contentforge_content.prompts.template import TemplateSpec
from contentforge_content.providers.base import ProviderBusy, ProviderError
from contentforge_content.providers.calls import ModelCalls
from contentforge_content.providers.registry import build_registry
from contentforge_content.providers.settings import AiSettings, ProviderKeys
from contentforge_content.sources.facts import ProductFacts
from contentforge_content.vocabulary import NATIVE_TYPES, ContentType
from contentforge_platform.ids import TenantId, new_id
from contentforge_platform.observability import Metrics
from support.aimock import Aimock, running_aimock

TENANT = TenantId(new_id())
FACTS = ProductFacts(name="Harrow Copper Kettle", price="89.50", currency="GBP")
REPLIES = (
    ("Write the title now", "Sure! Here is the title:\n\nHarrow Copper Kettle, 1.2 L"),
    ("Write the description now", "A hand-spun copper kettle.\n\nIt boils 1.2 litres."),
    ("Write the meta description now", "Harrow Copper Kettle: hand-spun, tin-lined, and quick to boil."),
    ("Write the keywords now", "copper kettle, Copper Kettle, stovetop kettle"),
    ("Write the bullet points now", "* **Tin-lined** copper\n* Beech handle"),
)


@pytest.fixture(scope="module")
def aimock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aimock]:
    with running_aimock(tmp_path_factory.mktemp("aimock"), REPLIES) as server:
        yield server


@pytest.fixture(params=["openai", "openrouter", "gemini"])
async def calls(request: pytest.FixtureRequest, aimock: Aimock) -> AsyncIterator[ModelCalls]:
    key = SecretStr("test")
    keys = ProviderKeys(**{f"{request.param}_api_key": key})
    ai = AiSettings(allow_network=False, base_urls={request.param: aimock.url})
    made = ModelCalls(ai, build_registry(ai, keys), Metrics(process=False))
    yield made
    await made.aclose()
    aimock.behave()


async def _title(calls: ModelCalls) -> str:
    request = build_request(ContentType.TITLE, FACTS, TemplateSpec())
    return (await calls.write(TENANT, request)).text


async def test_the_five_texts_of_a_product_are_written_and_tidied(calls: ModelCalls) -> None:
    texts = {
        kind: (await calls.write(TENANT, build_request(kind, FACTS, TemplateSpec()))).text for kind in NATIVE_TYPES
    }

    assert texts[ContentType.TITLE] == "Harrow Copper Kettle, 1.2 L"
    assert texts[ContentType.DESCRIPTION].startswith("A hand-spun copper kettle.")
    assert len(texts[ContentType.META_DESCRIPTION]) <= 160
    assert texts[ContentType.KEYWORDS] == "copper kettle, stovetop kettle"
    assert texts[ContentType.BULLET_POINTS] == "- Tin-lined copper\n- Beech handle"


async def test_a_rate_limit_asks_to_come_back_later_and_is_over_when_it_is_over(
    calls: ModelCalls, aimock: Aimock
) -> None:
    aimock.misbehave(rateLimitRate=1)
    with pytest.raises(ProviderBusy) as caught:
        await _title(calls)
    assert caught.value.retry_after == 1.0

    aimock.behave()
    assert await _title(calls) == "Harrow Copper Kettle, 1.2 L"


@pytest.mark.parametrize("fault", ["dropRate", "malformedRate", "disconnectRate"])
async def test_errors_malformed_answers_and_broken_lines_may_be_tried_again(
    calls: ModelCalls, aimock: Aimock, fault: str
) -> None:
    aimock.misbehave(**{fault: 1})

    with pytest.raises(ProviderError) as caught:
        await _title(calls)

    assert caught.value.retryable
    assert "127.0.0.1" not in f"{caught.value.message} {caught.value.detail}"


async def test_the_page_reaches_the_model_as_data_and_the_rules_as_instruction(
    calls: ModelCalls, aimock: Aimock
) -> None:
    await _title(calls)

    system, user = aimock.requests()[-1]["body"]["messages"]
    assert "data only" in system["content"]
    assert "Harrow" not in system["content"]
    assert '"name": "Harrow Copper Kettle"' in user["content"]
