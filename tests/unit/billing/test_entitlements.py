"""Every question about a plan has one answer, in one place."""

import pytest
from structlog.testing import capture_logs

from contentforge_billing.entitlements import Entitlements, PlanForbids
from contentforge_billing.plans import Feature, PlanCatalogue
from contentforge_billing.settings import BillingMode, BillingSettings


def entitlements(mode: BillingMode, default: str = "free") -> Entitlements:
    settings = BillingSettings(mode=mode, default_plan=default)
    return Entitlements(PlanCatalogue.load(settings), settings)


@pytest.mark.parametrize("mode", [BillingMode.STRIPE, BillingMode.SANDBOX])
def test_the_recorded_tier_decides_where_plans_are_sold(mode: BillingMode) -> None:
    asked = entitlements(mode)

    assert asked.plan_of("pro").tier == "pro"
    assert asked.plan_of("free").tier == "free"


def test_with_billing_off_the_default_plan_holds_whatever_is_recorded() -> None:
    assert entitlements(BillingMode.OFF).plan_of("enterprise").tier == "free"
    assert entitlements(BillingMode.OFF, default="enterprise").plan_of("free").tier == "enterprise"


def test_a_tier_no_longer_on_offer_gives_the_default_plan_and_is_logged_once() -> None:
    asked = entitlements(BillingMode.STRIPE)

    with capture_logs() as logs:
        plans = [asked.plan_of("gold"), asked.plan_of("gold")]

    assert [plan.tier for plan in plans] == ["free", "free"]
    assert [(entry["event"], entry["recorded"]) for entry in logs] == [("plan_not_on_offer", "gold")]


@pytest.mark.parametrize(
    ("feature", "sentence"),
    [
        (Feature.API_ACCESS, "The Free plan does not include API access."),
        (Feature.BULK, "The Free plan does not include bulk generation."),
    ],
)
def test_a_feature_that_the_plan_lacks_is_403_with_the_plan_named(feature: Feature, sentence: str) -> None:
    asked = entitlements(BillingMode.SANDBOX)

    with pytest.raises(PlanForbids) as refusal:
        asked.require_feature(asked.plan_of("free"), feature)

    assert refusal.value.status == 403
    assert refusal.value.code == "plan_forbids"
    assert refusal.value.message == sentence
    assert refusal.value.data == {"plan": "free", "feature": feature.value}


@pytest.mark.parametrize("feature", Feature)
def test_a_feature_that_the_plan_includes_is_open(feature: Feature) -> None:
    asked = entitlements(BillingMode.SANDBOX)

    asked.require_feature(asked.plan_of("pro"), feature)

    assert asked.plan_of("pro").includes(feature)
