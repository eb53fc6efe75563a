"""Twenty product pages in the shapes real shops have: what is read from them, and what must not be."""

import json

import pytest

from contentforge_content.prompts.clean import clean_output
from contentforge_content.prompts.request import build_request
from contentforge_content.prompts.template import TemplateSpec
from contentforge_content.providers.local.compose import WRITERS, compose
from contentforge_content.sources.manual import facts_from_source_data
from shops.catalogue import EXPECTED, PAGES, extract, rights
from shops.serving import fetch_and_extract, loopback_egress, serving_shops

READABLE = [file for file, expected in EXPECTED.items() if "fails" not in expected]


def test_every_page_has_its_expectation() -> None:
    assert sorted(EXPECTED) == sorted(path.name for path in PAGES.iterdir())
    assert len(EXPECTED) == 20


def test_at_least_95_percent_of_names_and_prices_are_right() -> None:
    right = {file: rights(file, *extract(file)) for file in READABLE}

    wrong = [(file, field) for file in READABLE for field in ("name", "price") if not right[file][field]]

    assert len(wrong) <= len(READABLE) * 2 * 0.05, wrong


@pytest.mark.parametrize("file", EXPECTED)
def test_page(file: str) -> None:
    right = rights(file, *extract(file))

    assert all(right.values()), right


async def test_the_same_is_read_from_pages_that_are_fetched() -> None:
    async with serving_shops() as base, loopback_egress() as egress:
        for file in EXPECTED:
            right = rights(file, *await fetch_and_extract(egress, base, file))
            assert all(right.values()), (file, right)


@pytest.mark.parametrize("file", READABLE)
def test_facts_survive_the_way_through_the_database(file: str) -> None:
    facts, _ = extract(file)
    assert facts is not None

    stored = json.loads(json.dumps(facts.to_source_data()))

    assert facts_from_source_data(stored) == facts
    assert facts.size() < 30_000


@pytest.mark.parametrize("file", READABLE)
def test_all_thirteen_texts_can_be_written_without_a_model(file: str) -> None:
    facts, _ = extract(file)
    assert facts is not None
    assert facts.name is not None

    for kind in WRITERS:
        request = build_request(kind, facts, TemplateSpec())
        text = clean_output(kind, compose(request))
        assert text == clean_output(kind, compose(request))
        assert "SECRETWORD" not in text
