"""The plans on offer, read from a file and checked before anything is served."""

from collections import Counter
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Self

import orjson
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from contentforge_billing.plans.plan import Plan
from contentforge_billing.settings import BillingSettings
from contentforge_platform.errors import Invalid

_SHIPPED = "plans.yaml"


class PlansInvalid(ValueError):
    """The plan file cannot be used. The message names the file and each problem with its place."""


class UnknownPlan(Invalid):
    """No plan of that tier is on offer."""

    code = "unknown_plan"


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    plans: Annotated[tuple[Plan, ...], Field(min_length=1)]


class PlanCatalogue:
    """The plans on offer, in the order of their file."""

    def __init__(self, plans: tuple[Plan, ...], *, default: str) -> None:
        self._plans = {plan.tier: plan for plan in plans}
        self._default = self.get(default)

    @classmethod
    def load(cls, settings: BillingSettings) -> Self:
        """Read the operator's plan file, or the shipped one.

        Raises:
            PlansInvalid: the file is missing, not YAML, or says something that no plan can be; or it has no plan of
                the tier that the settings make the default.
        """
        source = _source(settings.plans_file)
        plans = _parse(*source)
        if settings.default_plan not in {plan.tier for plan in plans}:
            tiers = ", ".join(plan.tier for plan in plans)
            raise PlansInvalid(f"The default plan is {settings.default_plan!r}, but {source[0]} has only: {tiers}.")
        return cls(plans, default=settings.default_plan)

    @property
    def default(self) -> Plan:
        """The plan of organizations that have bought none."""
        return self._default

    def all(self) -> tuple[Plan, ...]:
        """Every plan, in the order of the file."""
        return tuple(self._plans.values())

    def exceeds(self, plan: Plan, other: Plan) -> bool:
        """Whether `plan` is more than `other`: dearer, or at the same price further down in the file."""
        return self._rank(plan) > self._rank(other)

    def _rank(self, plan: Plan) -> tuple[int, int]:
        return plan.price_monthly_cents, list(self._plans).index(plan.tier)

    def find(self, tier: str) -> Plan | None:
        """The plan of a tier, if it is on offer."""
        return self._plans.get(tier)

    def get(self, tier: str) -> Plan:
        """The plan of a tier.

        Raises:
            UnknownPlan: it is not on offer (422).
        """
        plan = self.find(tier)
        if plan is None:
            raise UnknownPlan(f"There is no plan {tier!r}.", loc=("body", "plan"), plans=list(self._plans))
        return plan


def _source(path: Path | None) -> tuple[str, str]:
    """The name of the plan file, for messages, and its text."""
    if path is None:
        return _SHIPPED, (files(__package__ or "") / _SHIPPED).read_text(encoding="utf-8")
    try:
        return str(path), path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PlansInvalid(f"{path} cannot be read: {error}") from error


def _parse(name: str, text: str) -> tuple[Plan, ...]:
    try:
        document = yaml.safe_load(text)
        # By way of JSON, where the strict rules know lists and numbers, but take no `yes` for a 1.
        plans = _File.model_validate_json(orjson.dumps(document, default=str, option=orjson.OPT_NON_STR_KEYS)).plans
    except yaml.YAMLError as error:
        raise PlansInvalid(f"{name} is not YAML: {error}") from error
    except ValidationError as error:
        raise PlansInvalid(f"{name} is refused:\n{_problems(error)}") from error
    _refuse_doubles(name, [plan.tier for plan in plans], "tier")
    _refuse_doubles(name, [plan.stripe_lookup_key for plan in plans if plan.stripe_lookup_key], "stripe_lookup_key")
    return plans


def _problems(error: ValidationError) -> str:
    return "\n".join(
        f"  {'.'.join(str(part) for part in problem['loc']) or 'the file'}: {problem['msg']}"
        for problem in error.errors()
    )


def _refuse_doubles(name: str, values: list[str], field: str) -> None:
    doubles = [value for value, times in Counter(values).items() if times > 1]
    if doubles:
        raise PlansInvalid(f"{name} is refused:\n  plans: more than one has the {field} {', '.join(doubles)}")
