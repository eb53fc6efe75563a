"""Plans are read from a file; a file that cannot be meant so is refused with the place of each problem."""

from pathlib import Path

import pytest
import yaml

from contentforge_billing.metrics import Metric
from contentforge_billing.plans import UNLIMITED, Feature, PlanCatalogue, PlansInvalid, UnknownPlan
from contentforge_billing.settings import BillingSettings

PLAN: dict[str, object] = {
    "tier": "free",
    "name": "Free",
    "price_monthly_cents": 0,
    "currency": "eur",
    "generations_limit": 3,
    "images_limit": 0,
    "api_access": False,
    "bulk": False,
    "generations_per_minute": 5,
}


def written(folder: Path, *plans: dict[str, object]) -> BillingSettings:
    path = folder / "plans.yaml"
    path.write_text(yaml.safe_dump({"plans": list(plans)}), encoding="utf-8")
    return BillingSettings(plans_file=path)


def test_the_shipped_plans_are_those_of_the_contract() -> None:
    catalogue = PlanCatalogue.load(BillingSettings())

    assert [
        (plan.tier, plan.name, plan.price_monthly_cents, plan.generations_limit, plan.images_limit, plan.api_access)
        for plan in catalogue.all()
    ] == [
        ("free", "Free", 0, 10, 5, False),
        ("pro", "Pro", 1900, 200, 100, True),
        ("enterprise", "Enterprise", 4900, UNLIMITED, UNLIMITED, True),
    ]
    assert [plan.includes(Feature.BULK) for plan in catalogue.all()] == [False, True, True]
    assert {plan.currency for plan in catalogue.all()} == {"usd"}
    assert all(plan.features for plan in catalogue.all())
    assert catalogue.default.tier == "free"


def test_a_plan_tells_its_limit_for_each_metric() -> None:
    pro = PlanCatalogue.load(BillingSettings()).get("pro")

    assert [pro.limit(metric) for metric in Metric] == [200, 100]


def test_an_operator_replaces_the_plans(tmp_path: Path) -> None:
    team = {**PLAN, "tier": "team", "name": "Team", "price_monthly_cents": 500, "trial_days": 14}

    catalogue = PlanCatalogue.load(written(tmp_path, PLAN, team))

    assert [plan.tier for plan in catalogue.all()] == ["free", "team"]
    assert catalogue.get("team").trial_days == 14
    assert catalogue.find("enterprise") is None


def test_a_tier_that_is_not_on_offer_is_422_with_those_that_are() -> None:
    with pytest.raises(UnknownPlan) as refusal:
        PlanCatalogue.load(BillingSettings()).get("gold")

    assert refusal.value.status == 422
    assert refusal.value.data == {"plans": ["free", "pro", "enterprise"]}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"generations_limit": -2}, "plans.0.generations_limit: Input should be greater than or equal to -1"),
        ({"generations_limit": "10"}, "plans.0.generations_limit: Input should be a valid integer"),
        ({"images_limit": True}, "plans.0.images_limit: Input should be a valid integer"),
        ({"price_monthly_cents": 19.99}, "plans.0.price_monthly_cents: Input should be a valid integer"),
        ({"currency": "Euro"}, "plans.0.currency: String should match pattern"),
        ({"bulk": "no"}, "plans.0.bulk: Input should be a valid boolean"),
        ({"features": "fast"}, "plans.0.features: Input should be a valid array"),
        ({"generation_limit": 5}, "plans.0.generation_limit: Extra inputs are not permitted"),
    ],
)
def test_a_value_that_no_plan_can_have_is_named(tmp_path: Path, change: dict[str, object], problem: str) -> None:
    settings = written(tmp_path, {**PLAN, **change})

    with pytest.raises(PlansInvalid) as refusal:
        PlanCatalogue.load(settings)

    assert problem in str(refusal.value)
    assert str(settings.plans_file) in str(refusal.value)


def test_a_missing_value_is_named(tmp_path: Path) -> None:
    incomplete = {name: value for name, value in PLAN.items() if name != "images_limit"}

    with pytest.raises(PlansInvalid, match=r"plans\.0\.images_limit: Field required"):
        PlanCatalogue.load(written(tmp_path, incomplete))


def test_two_plans_of_one_tier_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PlansInvalid, match="more than one has the tier free"):
        PlanCatalogue.load(written(tmp_path, PLAN, PLAN))


def test_two_plans_of_one_price_at_stripe_are_refused(tmp_path: Path) -> None:
    first, second = ({**PLAN, "tier": tier, "stripe_lookup_key": "monthly"} for tier in ("free", "pro"))

    with pytest.raises(PlansInvalid, match="more than one has the stripe_lookup_key monthly"):
        PlanCatalogue.load(written(tmp_path, first, second))


@pytest.mark.parametrize("text", ["", "plans: []", "- tier: free", "plans: {1: 2}", "42"])
def test_a_file_without_a_list_of_plans_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "plans.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(PlansInvalid, match="is refused"):
        PlanCatalogue.load(BillingSettings(plans_file=path))


def test_a_file_that_is_not_yaml_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plans.yaml"
    path.write_text("plans: [", encoding="utf-8")

    with pytest.raises(PlansInvalid, match="is not YAML"):
        PlanCatalogue.load(BillingSettings(plans_file=path))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlansInvalid, match="cannot be read"):
        PlanCatalogue.load(BillingSettings(plans_file=tmp_path / "none.yaml"))


def test_a_default_plan_that_is_not_on_offer_is_refused() -> None:
    with pytest.raises(PlansInvalid, match=r"default plan is 'gold', but plans\.yaml has only: free, pro, enterprise"):
        PlanCatalogue.load(BillingSettings(default_plan="gold"))
