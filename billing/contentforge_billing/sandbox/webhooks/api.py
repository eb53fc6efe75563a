"""/v1/webhook_endpoints."""

from stripe.params import (
    WebhookEndpointCreateParams,
    WebhookEndpointDeleteParams,
    WebhookEndpointListParams,
    WebhookEndpointRetrieveParams,
    WebhookEndpointUpdateParams,
)

from contentforge_billing.sandbox.documents import Document, deleted
from contentforge_billing.sandbox.errors import missing_param
from contentforge_billing.sandbox.ids import random_text
from contentforge_billing.sandbox.moments import real_now
from contentforge_billing.sandbox.rest import API_VERSION, Call, Endpoint, page_of
from contentforge_billing.sandbox.storage import Store, fresh_id
from contentforge_billing.sandbox.urls import checked_url
from contentforge_billing.sandbox.webhooks.record import ALL_EVENTS, WebhookEndpoint, endpoint_document

_SECRET_LENGTH = 32


async def create(call: Call) -> Document:
    """Answer with the secret, which is told at no other time."""
    params = call.params
    endpoint = WebhookEndpoint(
        id=fresh_id(WebhookEndpoint),
        created=real_now(),
        url=checked_url(params.required("url"), "url"),
        secret=f"whsec_{random_text(_SECRET_LENGTH)}",
        enabled_events=_events(params.texts("enabled_events")),
        description=params.text("description"),
        api_version=params.text("api_version"),
        metadata=params.metadata({}),
    )
    await call.unit.store.add(endpoint)
    return await endpoint_document(call.unit.store, endpoint) | {"secret": endpoint.secret}


async def retrieve(call: Call) -> Document:
    return await endpoint_document(call.unit.store, await call.unit.store.get(WebhookEndpoint, call.id))


async def update(call: Call) -> Document:
    endpoint = await call.unit.store.get(WebhookEndpoint, call.id)
    params = call.params
    if (url := params.some("url")) is not None:
        endpoint.url = checked_url(url, "url")
    if params.has("enabled_events"):
        endpoint.enabled_events = _events(params.texts("enabled_events"))
    if (disabled := params.flag("disabled")) is not None:
        endpoint.status = "disabled" if disabled else "enabled"
    endpoint.description = params.text("description") or endpoint.description
    endpoint.metadata = params.metadata(endpoint.metadata)
    await call.unit.store.save(endpoint)
    return await endpoint_document(call.unit.store, endpoint)


async def every(call: Call) -> Document:
    return await page_of(call, WebhookEndpoint, endpoint_document, {})


async def delete(call: Call) -> Document:
    endpoint = await call.unit.store.get(WebhookEndpoint, call.id)
    await call.unit.store.remove(endpoint)
    return deleted(endpoint.kind, endpoint.id)


async def register(store: Store, url: str, secret: str) -> None:
    """Have every event sent to the product at `url`, and to no address that it had before."""
    for endpoint in await store.all(WebhookEndpoint, managed=True):
        if endpoint.url == url:
            endpoint.secret = secret
            await store.save(endpoint)
            return
        await store.remove(endpoint)
    await store.add(
        WebhookEndpoint(
            id=fresh_id(WebhookEndpoint),
            created=real_now(),
            url=url,
            secret=secret,
            enabled_events=[ALL_EVENTS],
            description="The product that runs beside this sandbox",
            api_version=API_VERSION,
            managed=True,
        )
    )


def _events(events: list[str]) -> list[str]:
    if not events:
        raise missing_param("enabled_events")
    return events


ENDPOINTS = (
    Endpoint("POST", "/v1/webhook_endpoints", create, WebhookEndpointCreateParams.__annotations__),
    Endpoint("GET", "/v1/webhook_endpoints", every, WebhookEndpointListParams.__annotations__),
    Endpoint("GET", "/v1/webhook_endpoints/{id}", retrieve, WebhookEndpointRetrieveParams.__annotations__),
    Endpoint("POST", "/v1/webhook_endpoints/{id}", update, WebhookEndpointUpdateParams.__annotations__),
    Endpoint("DELETE", "/v1/webhook_endpoints/{id}", delete, WebhookEndpointDeleteParams.__annotations__),
)
