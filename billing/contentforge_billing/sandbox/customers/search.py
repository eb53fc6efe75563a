"""/v1/customers/search: the part of Stripe's query language that is about equality."""

import re
from typing import Final

from stripe.params import CustomerSearchParams

from contentforge_billing.sandbox.customers.record import Customer, customer_document
from contentforge_billing.sandbox.documents import Document
from contentforge_billing.sandbox.errors import invalid
from contentforge_billing.sandbox.rest import Call, Endpoint

_FIELDS: Final = ("email", "name", "phone")
_CLAUSE: Final = re.compile(
    r"""(?:(?P<field>[a-z_]+)|metadata\[(?P<m>['"])(?P<key>[^'"]+)(?P=m)\])\s*:\s*(?P<q>['"])(?P<value>[^'"]*)(?P=q)"""
)
_AND: Final = re.compile(r"\s+(?:AND|and)\s+|\s+(?=\w+(?:\[[^\]]*\])?\s*:)")
_MOST: Final = 100


async def search(call: Call) -> Document:
    """Customers for whom every clause holds, such as `email:'a@example.com' AND metadata['organization']:'42'`."""
    matching = _read(call.params.required("query"))
    limit = call.params.integer("limit", 1, _MOST) or 10
    found = await call.unit.store.all(Customer, **matching)
    data = [await customer_document(call.unit.store, one) for one in found[:limit]]
    return {
        "object": "search_result",
        "data": data,
        "has_more": len(found) > limit,
        "next_page": None,
        "url": call.path,
    }


def _read(query: str) -> dict[str, object]:
    matching: dict[str, object] = {}
    metadata: dict[str, str] = {}
    for clause in _AND.split(query.strip()):
        match = _CLAUSE.fullmatch(clause.strip())
        if match is None or (match["field"] and match["field"] not in _FIELDS):
            raise invalid(f"We were unable to parse your search query: {clause[:100]}", "query")
        if match["field"]:
            matching[match["field"]] = match["value"]
        else:
            metadata[match["key"]] = match["value"]
    return matching | ({"metadata": metadata} if metadata else {})


ENDPOINTS = (Endpoint("GET", "/v1/customers/search", search, CustomerSearchParams.__annotations__),)
