import pytest

from contentforge_content.sources.facts import ProductFacts
from contentforge_content.sources.manual import facts_from_source_data
from contentforge_platform.errors import Invalid


def test_given_facts_win_and_gaps_are_filled() -> None:
    given = ProductFacts(name="Kettle", price="10", extra={"a": "mine"})
    page = ProductFacts(name="Old kettle", brand="Harrow", features=("tin",), extra={"a": "theirs", "b": "x"})

    merged = given.merge(page)

    assert (merged.name, merged.brand, merged.features) == ("Kettle", "Harrow", ("tin",))
    assert dict(merged.extra) == {"a": "mine", "b": "x"}


def test_a_price_does_not_borrow_the_currency_of_another_price() -> None:
    assert ProductFacts(price="10").merge(ProductFacts(price="12", currency="EUR")).currency is None
    assert ProductFacts(price="12").merge(ProductFacts(price="12", currency="EUR")).currency == "EUR"
    assert ProductFacts(name="x").merge(ProductFacts(price="12", currency="EUR")).currency == "EUR"


@pytest.mark.parametrize(
    "features", [["Tin lining", "Beech handle"], "Tin lining, Beech handle", "Tin lining\nBeech handle"]
)
def test_features_are_a_list_or_text(features: object) -> None:
    facts = facts_from_source_data({"name": "Kettle", "features": features})

    assert facts.features == ("Tin lining", "Beech handle")


@pytest.mark.parametrize(
    ("price", "kept", "currency"),
    [
        ("29.99", "29.99", None),
        (29.99, "29.99", None),
        (30, "30", None),
        ("$29.99", "$29.99", "USD"),
        (True, None, None),
    ],
)
def test_a_price_is_kept_as_given(price: object, kept: str | None, currency: str | None) -> None:
    facts = facts_from_source_data({"name": "Kettle", "price": price})

    assert (facts.price, facts.currency) == (kept, currency)


def test_unknown_fields_are_bounded_text() -> None:
    facts = facts_from_source_data({"name": "Kettle", "colour": "red", "nested": {"a": 1}, "long": "x" * 5_000})

    assert facts.extra["colour"] == "red"
    assert "nested" not in facts.extra
    assert len(facts.extra["long"]) <= 300


def test_what_the_database_refuses_never_reaches_it() -> None:
    facts = facts_from_source_data({"name": "Ket\x00tle\ud800 \u202egnp", "description": "a\x00b", "k\x00": "v\udfff"})

    assert facts.name == "Kettle gnp"
    assert facts.description == "ab"
    assert dict(facts.extra) == {"k": "v"}


def test_far_too_much_is_refused() -> None:
    with pytest.raises(Invalid):
        facts_from_source_data({str(number): "x" for number in range(100)})
    with pytest.raises(Invalid):
        facts_from_source_data({"description": "x" * 60_000})


def test_long_texts_are_cut_within_their_limits() -> None:
    facts = facts_from_source_data(
        {"name": "word " * 200, "description": "word " * 5_000, "features": ["x" * 900] * 99}
    )

    assert len(facts.name or "") <= 300
    assert len(facts.description or "") <= 4_000
    assert [len(item) for item in facts.features] == [300]
