import subprocess
import sys

import pytest

from contentforge_content.prompts.clean import clean_output
from contentforge_content.prompts.request import build_request
from contentforge_content.prompts.template import TemplateSpec
from contentforge_content.providers.base import ProviderRefused
from contentforge_content.providers.local.provider import LocalProvider
from contentforge_content.sources.facts import ProductFacts
from contentforge_content.vocabulary import ContentType

KETTLE = ProductFacts(
    name="Copper Kettle 1.2 L",
    brand="Harrow",
    price="1089.50",
    currency="GBP",
    category="Kitchen > Kettles",
    description="A hand-spun kettle with a tin lining. It boils 1.2 litres in four minutes on gas.",
    features=("Tin-lined copper body", "Beech handle stays cool", "Weight: 900 g"),
    availability="in_stock",
)
BRIEFS = ("Create a comprehensive outline for a blog post about TypeScript", "tea", "Viết bài về trà sen Tây Hồ")


async def write(content_type: ContentType, subject: ProductFacts | str, template: TemplateSpec | None = None) -> str:
    request = build_request(content_type, subject, template or TemplateSpec())
    answer = await LocalProvider().complete(request, model=None, deadline=60)
    assert answer.model == "extractive-1"
    return clean_output(content_type, answer.text)


@pytest.mark.parametrize("content_type", ContentType)
@pytest.mark.parametrize(
    "subject", [KETTLE, ProductFacts(name="Pot"), *BRIEFS], ids=["full", "name", "brief", "word", "vi"]
)
async def test_every_type_is_written_and_the_same_each_time(
    content_type: ContentType, subject: ProductFacts | str
) -> None:
    text = await write(content_type, subject)

    assert text == await write(content_type, subject)
    name = "TypeScript" if subject == BRIEFS[0] else subject if isinstance(subject, str) else subject.name or ""
    assert name.split()[0].casefold() in text.casefold()


async def test_a_description_holds_the_facts_and_invents_none() -> None:
    text = await write(ContentType.DESCRIPTION, KETTLE)

    for fact in ("tin lining", "four minutes", "Beech handle", "\u00a31,089.50", "In stock"):
        assert fact in text
    assert "quality" not in text


async def test_a_title_names_brand_and_kind() -> None:
    assert await write(ContentType.TITLE, KETTLE) == "Harrow Copper Kettle 1.2 L"
    mug = ProductFacts(name="Dawn", brand="Harrow", category="Mugs")
    assert await write(ContentType.TITLE, mug) == "Harrow Dawn \u2013 Mugs"


async def test_tone_and_style_make_a_difference() -> None:
    texts = {
        await write(ContentType.PRODUCT_DESCRIPTION, KETTLE, TemplateSpec(tone, style))
        for tone in ("professional", "casual", "formal", "luxury", "playful")
        for style in ("detailed", "concise")
    }

    assert len(texts) == 10


async def test_other_languages_get_no_english_between_their_facts() -> None:
    table = ProductFacts(
        name="Esstisch Ahorn", price="1299.00", currency="EUR", language="de", features=("Massiv", "Geölt", "Schwer")
    )
    for content_type in ContentType:
        text = await write(content_type, table)
        for english in ("Price", "features", "Hello", "In stock", "See"):
            assert english not in text


async def test_without_any_name_there_is_nothing_to_write() -> None:
    with pytest.raises(ProviderRefused):
        await write(ContentType.TITLE, ProductFacts(description="A thing."))


def test_heavy_libraries_load_only_when_they_are_used() -> None:
    code = (
        "import sys, contentforge_content.providers.calls, contentforge_content.sources.url.page,"
        " contentforge_content.sources.csv_rows\n"
        "heavy = ('extruct', 'trafilatura', 'yake', 'numpy', 'charset_normalizer')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - arguments are our own

    assert done.stdout.strip() == "[]"
