"""The console: who has subscribed, time to pass, webhooks that went out, and what is switched on."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from contentforge_billing.sandbox import switches
from contentforge_billing.sandbox.console.api import Advance, advance_customer
from contentforge_billing.sandbox.console.guard import is_local
from contentforge_billing.sandbox.customers import Customer
from contentforge_billing.sandbox.documents import Document
from contentforge_billing.sandbox.errors import StripeProblem
from contentforge_billing.sandbox.moments import DAY, TestClock
from contentforge_billing.sandbox.pages import Html, gone_on, notice, page, read_form, tag
from contentforge_billing.sandbox.pages.parts import alert, badge, day
from contentforge_billing.sandbox.prices import Price, Product
from contentforge_billing.sandbox.storage import Store
from contentforge_billing.sandbox.subscriptions import Subscription
from contentforge_billing.sandbox.unit import Units
from contentforge_billing.sandbox.webhooks import queue

ADDRESS = "/_sandbox/"

_DELIVERIES_SHOWN = 30
_CUSTOMERS_SHOWN = 50
_STATES = {"delivered": "good", "pending": "warn", "failed": "bad", "dropped": "bad"}
_STEPS = {
    "next": Advance(),
    "day": Advance(seconds=DAY),
    "week": Advance(seconds=7 * DAY),
    "month": Advance(seconds=31 * DAY),
}


@dataclass(frozen=True, slots=True)
class _Row:
    customer: Customer
    clock: TestClock | None
    subscription: Subscription | None
    plan: str


class ConsolePage:
    def __init__(self, units: Units) -> None:
        self._units = units

    async def show(self, request: Request, problem: str | None = None) -> Response:
        if not is_local(request):
            return notice("Not from here", "The console answers this machine only.", status=403)
        async with self._units.read() as unit:
            rows = [await _row(unit.store, one) for one in (await unit.store.all(Customer))[:_CUSTOMERS_SHOWN]]
            sent = await queue.recent(unit.store, _DELIVERIES_SHOWN, None)
            on = await switches.switches(unit.store)
        parts = [
            tag("h1", "Sandbox console"),
            alert(problem) if problem else None,
            _switches(on),
            _customers(rows),
            _deliveries(sent),
        ]
        return page("Console", tag("div", *parts, class_="stack"), wide=True, status=400 if problem else 200)

    async def act(self, request: Request) -> Response:
        if not is_local(request):
            return notice("Not from here", "The console answers this machine only.", status=403)
        form = await read_form(request)
        try:
            async with self._units.write() as unit:
                if (number := form.get("redeliver", "")).isdigit() and len(number) <= 18:  # noqa: PLR2004 - as the column
                    await queue.redeliver(unit.store, int(number))
                elif (step := form.get("step", "")) in _STEPS:
                    await advance_customer(unit, form.get("customer", ""), _STEPS[step])
        except StripeProblem as problem:
            return await self.show(request, str(problem))
        return gone_on(ADDRESS)


async def _row(store: Store, customer: Customer) -> _Row:
    found = await store.all(Subscription, customer=customer.id)
    subscription = found[0] if found else None
    plan = ""
    if subscription is not None:
        price = await store.get(Price, subscription.items[0].price)
        plan = (await store.get(Product, price.product)).name
    clock = await store.find(TestClock, customer.test_clock) if customer.test_clock else None
    return _Row(customer, clock, subscription, plan)


def _switches(on: list[dict[str, object]]) -> Html:
    if not on:
        shown = tag("p", "Nothing is switched: requests are served, webhooks sent once and in order.", class_="quiet")
    else:
        shown = tag("p", *(badge(f"{one['name']}: {one['mode']}", "warn") for one in on))
    return tag("section", tag("h2", "Switches"), shown, class_="card")


def _customers(rows: list[_Row]) -> Html:
    if not rows:
        shown = tag("p", "There are none yet. They come with the first checkout.", class_="quiet")
    else:
        body = [_customer(row) for row in rows]
        head = tag("tr", *(tag("th", name, scope="col") for name in ("Customer", "Plan", "Its time", "Let time pass")))
        shown = tag("div", tag("table", tag("thead", head), tag("tbody", *body), class_="table"), class_="scroll")
    return tag("section", tag("h2", "Customers"), shown, class_="card")


def _customer(row: _Row) -> Html:
    subscription = row.subscription
    plan = badge("none")
    if subscription is not None:
        kind = {"active": "good", "trialing": "good", "past_due": "warn"}.get(subscription.status, "bad")
        plan = tag("span", f"{row.plan} ", badge(subscription.status, kind))
    moment = "the real time"
    if row.clock is not None:
        moment = "on its way" if row.clock.target else day(row.clock.frozen_time)
    words = {"next": "To what is next", "day": "1 day", "week": "1 week", "month": "31 days"}
    buttons = [tag("button", text, name="step", value=step) for step, text in words.items()]
    hidden = tag("input", type="hidden", name="customer", value=row.customer.id)
    form = tag("form", hidden, *buttons, method="post", class_="inline")
    who = tag("div", row.customer.email or "-", tag("br"), tag("code", row.customer.id))
    return tag("tr", tag("td", who), tag("td", plan), tag("td", moment), tag("td", form))


def _deliveries(sent: list[Document]) -> Html:
    if not sent:
        shown = tag("p", "There are none yet.", class_="quiet")
    else:
        body = [_delivery(one) for one in sent]
        head = tag("tr", *(tag("th", name, scope="col") for name in ("Event", "State", "Attempts", "")))
        shown = tag("div", tag("table", tag("thead", head), tag("tbody", *body), class_="table"), class_="scroll")
    return tag("section", tag("h2", "Webhooks"), shown, class_="card")


def _delivery(one: Document) -> Html:
    state = str(one["state"])
    answer = f" {one['status']}" if one["status"] else ""
    what = tag("div", str(one["event_type"]), tag("br"), tag("code", str(one["event_id"])))
    form = tag("form", tag("button", "Send again", name="redeliver", value=str(one["number"])), method="post")
    return tag(
        "tr",
        tag("td", what),
        tag("td", badge(f"{state}{answer}", _STATES.get(state, ""))),
        tag("td", str(one["attempts"])),
        tag("td", form),
    )
