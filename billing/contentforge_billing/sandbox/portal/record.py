"""A customer's own page for a while, and what the seller lets them do there."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from contentforge_billing.sandbox.documents import Document
from contentforge_billing.sandbox.moments import HOUR
from contentforge_billing.sandbox.storage import Described, Record, Store

SESSION_SECONDS = HOUR
"""How long a portal link works."""


class Features(BaseModel):
    """What a portal offers. `products`: price ids by product that may be changed to; none means all active prices."""

    model_config = ConfigDict(extra="forbid")

    customer_update: bool = False
    allowed_updates: list[str] = Field(default_factory=list)
    invoice_history: bool = True
    payment_method_update: bool = True
    subscription_cancel: bool = True
    cancel_mode: str = "at_period_end"
    cancel_proration: str = "none"
    cancel_reasons: list[str] = Field(default_factory=list)
    subscription_update: bool = True
    update_proration: str = "create_prorations"
    updates: list[str] = ["price"]
    products: dict[str, list[str]] = Field(default_factory=dict)


class Configuration(Described):
    kind: ClassVar[str] = "billing_portal.configuration"
    prefix: ClassVar[str] = "bpc"

    active: bool = True
    is_default: bool = False
    name: str | None = None
    headline: str | None = None
    privacy_policy_url: str | None = None
    terms_of_service_url: str | None = None
    default_return_url: str | None = None
    features: Features = Features()
    updated: int


class PortalSession(Record):
    """`secret` is in the link; whoever has it acts for the customer until it expires."""

    kind: ClassVar[str] = "billing_portal.session"
    prefix: ClassVar[str] = "bps"

    secret: str
    customer: str
    configuration: str
    return_url: str | None = None
    locale: str | None = None
    flow: str | None = None
    flow_subscription: str | None = None
    url: str


async def configuration_document(_: Store, configuration: Configuration) -> Document:
    return {
        "id": configuration.id,
        "object": configuration.kind,
        "active": configuration.active,
        "application": None,
        "business_profile": {
            "headline": configuration.headline,
            "privacy_policy_url": configuration.privacy_policy_url,
            "terms_of_service_url": configuration.terms_of_service_url,
        },
        "created": configuration.created,
        "default_return_url": configuration.default_return_url,
        "features": _features(configuration.features),
        "is_default": configuration.is_default,
        "livemode": False,
        "login_page": {"enabled": False, "url": None},
        "metadata": dict(configuration.metadata),
        "name": configuration.name,
        "updated": configuration.updated,
    }


def _features(features: Features) -> Document:
    return {
        "customer_update": {"allowed_updates": list(features.allowed_updates), "enabled": features.customer_update},
        "invoice_history": {"enabled": features.invoice_history},
        "payment_method_update": {
            "enabled": features.payment_method_update,
            "payment_method_configuration": None,
        },
        "subscription_cancel": {
            "cancellation_reason": {
                "enabled": bool(features.cancel_reasons),
                "options": list(features.cancel_reasons),
            },
            "enabled": features.subscription_cancel,
            "mode": features.cancel_mode,
            "proration_behavior": features.cancel_proration,
        },
        "subscription_update": {
            "billing_cycle_anchor": None,
            "default_allowed_updates": list(features.updates),
            "enabled": features.subscription_update,
            "proration_behavior": features.update_proration,
            "schedule_at_period_end": {"conditions": []},
            "trial_update_behavior": "continue_trial",
        },
    }


async def portal_document(_: Store, session: PortalSession) -> Document:
    return {
        "id": session.id,
        "object": session.kind,
        "configuration": session.configuration,
        "created": session.created,
        "customer": session.customer,
        "customer_account": None,
        "flow": _flow(session) if session.flow else None,
        "livemode": False,
        "locale": session.locale,
        "on_behalf_of": None,
        "return_url": session.return_url,
        "url": session.url,
    }


def _flow(session: PortalSession) -> Document:
    subscription = {"subscription": session.flow_subscription}
    cancel = {**subscription, "retention": None}
    return {
        "after_completion": {"hosted_confirmation": None, "redirect": None, "type": "portal_homepage"},
        "subscription_cancel": cancel if session.flow == "subscription_cancel" else None,
        "subscription_update": subscription if session.flow == "subscription_update" else None,
        "subscription_update_confirm": None,
        "type": session.flow,
    }
