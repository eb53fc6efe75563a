"""The hosted checkout page: what is bought on the left, the card on the right."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from contentforge_billing.sandbox.cards import CardEntry, read_card
from contentforge_billing.sandbox.checkout.finish import complete
from contentforge_billing.sandbox.checkout.record import Session
from contentforge_billing.sandbox.customers import Customer
from contentforge_billing.sandbox.errors import StripeProblem
from contentforge_billing.sandbox.moments import DAY, now
from contentforge_billing.sandbox.pages import Child, Html, gone_on, join, not_found, notice, page, read_form, tag
from contentforge_billing.sandbox.pages.parts import alert, card_fields, day, field, test_cards
from contentforge_billing.sandbox.prices import Price, Product, money, per_interval
from contentforge_billing.sandbox.storage import Store
from contentforge_billing.sandbox.unit import Units
from contentforge_billing.sandbox.urls import origin_of


@dataclass(frozen=True, slots=True)
class _Offer:
    """A session with what its page tells."""

    session: Session
    price: Price
    product: Product
    quantity: int
    moment: int
    email: str | None

    @property
    def first_charge(self) -> int:
        session = self.session
        return session.trial_end or self.moment + (session.trial_period_days or 0) * DAY


class CheckoutPage:
    def __init__(self, units: Units) -> None:
        self._units = units

    async def show(self, request: Request) -> Response:
        async with self._units.read() as unit:
            offer = await _offer(unit.store, str(request.path_params["id"]))
        if offer is None:
            return not_found()
        return _closed(offer.session) or _page(offer, {}, {}, None)

    async def pay(self, request: Request) -> Response:
        form = await read_form(request)
        async with self._units.read() as unit:
            offer = await _offer(unit.store, str(request.path_params["id"]))
        if offer is None:
            return not_found()
        if closed := _closed(offer.session):
            return closed
        card, email, problems = _read(offer, form)
        if problems:
            return _page(offer, form, problems, "Please check the fields below.", status=422)
        return await self._complete(offer, form, email, card)

    async def _complete(
        self, offer: _Offer, form: Mapping[str, str], email: str | None, card: CardEntry | None
    ) -> Response:
        try:
            async with self._units.write() as unit:
                session = await unit.store.get(Session, offer.session.id)
                if closed := _closed(session):
                    return closed
                await complete(unit, session, email, card)
        except StripeProblem as problem:
            return _page(offer, form, {}, str(problem), status=402)
        return gone_on(session.success_url.replace("{CHECKOUT_SESSION_ID}", session.id))


async def _offer(store: Store, session_id: str) -> _Offer | None:
    session = await store.find(Session, session_id)
    if session is None:
        return None
    item = session.line_items[0]
    price = await store.get(Price, item.price)
    customer = await store.find(Customer, session.customer) if session.customer else None
    return _Offer(
        session=session,
        price=price,
        product=await store.get(Product, price.product),
        quantity=item.quantity,
        moment=await now(store, session.test_clock),
        email=customer.email if customer else session.customer_email,
    )


def _read(offer: _Offer, form: dict[str, str]) -> tuple[CardEntry | None, str | None, dict[str, str]]:
    problems: dict[str, str] = {}
    email = offer.email or form.get("email", "").strip()
    if offer.session.customer is None and ("@" not in email or len(email) > 254):  # noqa: PLR2004 - longest address
        problems["email"] = "Enter your e-mail address."
    if not offer.session.needs_card:
        return None, email, problems
    card, wrong = read_card(form, offer.moment)
    return card, email, problems | wrong


def _closed(session: Session) -> Response | None:
    if session.status == "open":
        return None
    if session.status == "complete":
        back = session.success_url.replace("{CHECKOUT_SESSION_ID}", session.id)
        text = "This checkout is complete: the subscription has begun. There is nothing more to pay here."
        return notice("All done", text, tag("a", "Continue", class_="button", href=back))
    back_link = tag("a", "Back", class_="button", href=session.cancel_url) if session.cancel_url else None
    text = "This checkout page has expired, and nothing was charged. Start again from where you came from."
    return notice("This page has expired", text, back_link, status=410)


def _page(
    offer: _Offer, given: Mapping[str, str], problems: Mapping[str, str], message: str | None, status: int = 200
) -> Response:
    columns = tag("div", _summary(offer), _form(offer, given, problems, message), class_="columns")
    title = f"Subscribe to {offer.product.name}"
    return page(title, columns, wide=True, status=status, may_go_to=origin_of(offer.session.success_url))


def _summary(offer: _Offer) -> Html:
    session, price = offer.session, offer.price
    amount = money(session.amount_total, session.currency)
    features = [tag("li", feature) for feature in offer.product.marketing_features]
    trial: Child = None
    if session.is_trial:
        trial = tag("p", f"Free until {day(offer.first_charge)}, then {amount} {per_interval(price)}.")
    back = tag("p", tag("a", "← Back", href=session.cancel_url)) if session.cancel_url else None
    quantity = f" x {offer.quantity}" if offer.quantity > 1 else ""
    rows = [(f"{offer.product.name}{quantity}, {per_interval(price)}", amount)]
    if session.is_trial:
        rows.append((f"Due on {day(offer.first_charge)}", amount))
    rows.append(("Due today", money(session.amount_first, session.currency)))
    return tag(
        "section",
        back,
        tag("p", f"Subscribe to {offer.product.name}", class_="quiet"),
        tag("p", amount, " ", tag("small", per_interval(price)), class_="price"),
        trial,
        tag("p", offer.product.description) if offer.product.description else None,
        tag("ul", *features, class_="features") if features else None,
        tag("table", *(tag("tr", tag("td", name), tag("td", value)) for name, value in rows), class_="totals"),
        class_="summary",
    )


def _form(offer: _Offer, given: Mapping[str, str], problems: Mapping[str, str], message: str | None) -> Html:
    session = offer.session
    if offer.email is not None:
        email: Html = tag("p", tag("span", "Account ", class_="quiet"), offer.email)
    elif session.customer is None:
        email = field("email", "E-mail", given, problems, autocomplete="email", placeholder="you@example.com")
    else:
        email = join()
    doing = "Start trial" if session.is_trial else f"Subscribe for {money(session.amount_first, session.currency)}"
    free = tag("p", "No card is needed now.", class_="quiet")
    return tag(
        "form",
        tag("h1", "Pay with card" if session.needs_card else "Confirm"),
        alert(message) if message else None,
        email,
        card_fields(given, problems) if session.needs_card else free,
        tag("button", doing, class_="main full", type="submit"),
        tag("p", "Renews automatically until it is cancelled.", class_="quiet small"),
        test_cards(shown=True) if session.needs_card else None,
        method="post",
        class_="card",
        novalidate=True,
    )
