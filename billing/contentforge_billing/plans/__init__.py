"""Plans are data: a file says what each tier costs, limits and opens; no code asks which tier it is."""

from contentforge_billing.plans.catalogue import PlanCatalogue, PlansInvalid, UnknownPlan
from contentforge_billing.plans.plan import UNLIMITED, ChildPlan, Feature, PausedPlan, Plan

__all__ = ["UNLIMITED", "ChildPlan", "Feature", "PausedPlan", "Plan", "PlanCatalogue", "PlansInvalid", "UnknownPlan"]
