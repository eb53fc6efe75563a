"""/v1/billing_portal."""

from typing import Final

from stripe.params.billing_portal import (
    ConfigurationCreateParams,
    ConfigurationListParams,
    ConfigurationRetrieveParams,
    ConfigurationUpdateParams,
    SessionCreateParams,
)

from contentforge_billing.sandbox.customers import Customer
from contentforge_billing.sandbox.documents import Document
from contentforge_billing.sandbox.errors import missing_param
from contentforge_billing.sandbox.ids import random_text
from contentforge_billing.sandbox.moments import real_now
from contentforge_billing.sandbox.portal.record import (
    Configuration,
    Features,
    PortalSession,
    configuration_document,
    portal_document,
)
from contentforge_billing.sandbox.rest import Call, Endpoint, Params, page_of
from contentforge_billing.sandbox.storage import fresh_id
from contentforge_billing.sandbox.subscriptions import Subscription
from contentforge_billing.sandbox.unit import Unit
from contentforge_billing.sandbox.urls import checked_url

_FLOWS: Final = ("payment_method_update", "subscription_cancel", "subscription_update", "subscription_update_confirm")
_PRORATIONS: Final = ("always_invoice", "create_prorations", "none")
_SECRET_LENGTH: Final = 40


async def create_session(call: Call) -> Document:
    unit, params = call.unit, call.params
    customer = await unit.store.get(Customer, params.required("customer"), "customer")
    given = params.some("configuration")
    configuration = (
        await unit.store.get(Configuration, given, "configuration") if given else await default_configuration(unit)
    )
    return_url = params.some("return_url") or configuration.default_return_url
    secret = f"test_{random_text(_SECRET_LENGTH)}"
    flow = params.section("flow_data")
    session = PortalSession(
        id=fresh_id(PortalSession),
        created=real_now(),
        secret=secret,
        customer=customer.id,
        configuration=configuration.id,
        return_url=checked_url(return_url, "return_url") if return_url else None,
        locale=params.some("locale"),
        flow=flow.choice("type", _FLOWS),
        flow_subscription=await _flow_subscription(unit, flow, customer),
        url=f"{unit.address}/p/session/{secret}",
    )
    await unit.store.add(session)
    return await portal_document(unit.store, session)


async def default_configuration(unit: Unit) -> Configuration:
    """The one for sessions that name none, made when it is first needed."""
    for configuration in await unit.store.all(Configuration, is_default=True):
        return configuration
    moment = real_now()
    configuration = Configuration(id=fresh_id(Configuration), created=moment, updated=moment, is_default=True)
    await unit.store.add(configuration)
    return configuration


async def create(call: Call) -> Document:
    moment = real_now()
    configuration = Configuration(id=fresh_id(Configuration), created=moment, updated=moment, features=_nothing())
    if not call.params.has("features"):
        raise missing_param("features")
    _read(call.params, configuration)
    await call.unit.store.add(configuration)
    return await configuration_document(call.unit.store, configuration)


async def retrieve(call: Call) -> Document:
    return await configuration_document(call.unit.store, await call.unit.store.get(Configuration, call.id))


async def update(call: Call) -> Document:
    configuration = await call.unit.store.get(Configuration, call.id)
    if (active := call.params.flag("active")) is not None:
        configuration.active = active
    _read(call.params, configuration)
    configuration.updated = real_now()
    await call.unit.store.save(configuration)
    return await configuration_document(call.unit.store, configuration)


async def every(call: Call) -> Document:
    matching: dict[str, object | None] = {
        "active": call.params.flag("active"),
        "is_default": call.params.flag("is_default"),
    }
    return await page_of(call, Configuration, configuration_document, matching)


async def _flow_subscription(unit: Unit, flow: Params, customer: Customer) -> str | None:
    for name in _FLOWS:
        section = flow.section(name)
        if given := section.some("subscription"):
            subscription = await unit.store.get(Subscription, given, section.name("subscription"))
            return subscription.id if subscription.customer == customer.id else None
    return None


def _nothing() -> Features:
    return Features(
        invoice_history=False, payment_method_update=False, subscription_cancel=False, subscription_update=False
    )


def _read(params: Params, configuration: Configuration) -> None:
    profile = params.section("business_profile")
    configuration.headline = profile.text("headline") or configuration.headline
    configuration.privacy_policy_url = profile.text("privacy_policy_url") or configuration.privacy_policy_url
    configuration.terms_of_service_url = profile.text("terms_of_service_url") or configuration.terms_of_service_url
    configuration.default_return_url = params.text("default_return_url") or configuration.default_return_url
    configuration.name = params.text("name") or configuration.name
    configuration.metadata = params.metadata(configuration.metadata)
    _read_features(params.section("features"), configuration.features)


def _read_features(params: Params, features: Features) -> None:
    customer = params.section("customer_update")
    features.customer_update = _enabled(customer, features.customer_update)
    features.allowed_updates = customer.texts("allowed_updates") or features.allowed_updates
    features.invoice_history = _enabled(params.section("invoice_history"), features.invoice_history)
    features.payment_method_update = _enabled(params.section("payment_method_update"), features.payment_method_update)
    cancel = params.section("subscription_cancel")
    features.subscription_cancel = _enabled(cancel, features.subscription_cancel)
    features.cancel_mode = cancel.choice("mode", ("at_period_end", "immediately")) or features.cancel_mode
    features.cancel_proration = cancel.choice("proration_behavior", _PRORATIONS) or features.cancel_proration
    reason = cancel.section("cancellation_reason")
    features.cancel_reasons = reason.texts("options") or features.cancel_reasons
    update = params.section("subscription_update")
    features.subscription_update = _enabled(update, features.subscription_update)
    features.update_proration = update.choice("proration_behavior", _PRORATIONS) or features.update_proration
    features.updates = update.texts("default_allowed_updates") or features.updates
    if update.has("products"):
        features.products = {one.required("product"): one.texts("prices") for one in update.sections("products")}


def _enabled(params: Params, current: bool) -> bool:  # noqa: FBT001 - the value that stays if none is given
    given = params.flag("enabled")
    return current if given is None else given


ENDPOINTS = (
    Endpoint("POST", "/v1/billing_portal/sessions", create_session, SessionCreateParams.__annotations__),
    Endpoint("POST", "/v1/billing_portal/configurations", create, ConfigurationCreateParams.__annotations__),
    Endpoint("GET", "/v1/billing_portal/configurations", every, ConfigurationListParams.__annotations__),
    Endpoint("GET", "/v1/billing_portal/configurations/{id}", retrieve, ConfigurationRetrieveParams.__annotations__),
    Endpoint("POST", "/v1/billing_portal/configurations/{id}", update, ConfigurationUpdateParams.__annotations__),
)
