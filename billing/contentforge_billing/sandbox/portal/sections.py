"""The parts of the portal page, one function each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from contentforge_billing.sandbox.pages import Html, join, tag
from contentforge_billing.sandbox.pages.parts import alert, badge, brand_name, card_fields, day, test_cards
from contentforge_billing.sandbox.portal.actions import REASONS
from contentforge_billing.sandbox.portal.view import Offer, View
from contentforge_billing.sandbox.prices import money, per_interval
from contentforge_billing.sandbox.subscriptions import Subscription

_STATUSES: Final = {
    "active": ("Active", "good"),
    "trialing": ("Trial", "good"),
    "past_due": ("Payment overdue", "warn"),
    "unpaid": ("Unpaid", "bad"),
    "canceled": ("Ended", "bad"),
}
_INVOICES: Final = {"paid": "good", "open": "warn", "uncollectible": "bad"}


@dataclass(frozen=True, slots=True)
class Told:
    """What the page says at its top, and of a card form what was typed and what is wrong with it."""

    good: str | None = None
    bad: str | None = None
    given: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)


def sections(view: View, told: Told) -> list[Html]:
    back = view.session.return_url
    parts = [
        tag("p", tag("a", "← Return", href=back)) if back else None,
        tag("div", tag("h1", "Your subscription"), _whose(view)),
        alert(told.good, "good") if told.good else None,
        alert(told.bad) if told.bad else None,
        _current(view),
        _plans(view) if view.offers else None,
        _card(view, told) if view.features.payment_method_update else None,
        _invoices(view) if view.features.invoice_history else None,
    ]
    return [tag("div", *parts, class_="stack")]


def _whose(view: View) -> Html:
    told = " · ".join(text for text in (view.headline, view.customer.email) if text)
    return tag("p", told, class_="quiet") if told else join()


def _current(view: View) -> Html:
    subscription, price, product = view.subscription, view.price, view.product
    if subscription is None or price is None or product is None:
        return tag(
            "section", tag("h2", "Current plan"), tag("p", "There is no subscription.", class_="quiet"), class_="card"
        )
    words, kind = _STATUSES.get(subscription.status, (subscription.status, ""))
    if subscription.cancel_at_period_end and not subscription.has_ended:
        words, kind = f"Ends on {day(subscription.period_end)}", "warn"
    return tag(
        "section",
        tag("div", tag("h2", "Current plan"), badge(words, kind), class_="row"),
        tag("p", product.name, class_="price"),
        tag("p", f"{money(price.unit_amount, price.currency)} {per_interval(price)}"),
        tag("p", _next(subscription), class_="quiet"),
        _ending(view, subscription),
        class_="card",
    )


def _next(subscription: Subscription) -> str:
    if subscription.has_ended:
        return f"It ended on {day(subscription.ended_at)}."
    if subscription.cancel_at_period_end:
        return f"It is yours until {day(subscription.period_end)}, and is not renewed."
    if subscription.is_trialing:
        return f"Free until {day(subscription.trial_end)}."
    if subscription.status in {"past_due", "unpaid"}:
        return "The last payment failed. Update your card, then pay the open invoice below."
    return f"Renews on {day(subscription.period_end)}."


def _ending(view: View, subscription: Subscription) -> Html | None:
    if subscription.has_ended or not view.features.subscription_cancel:
        return None
    if subscription.cancel_at_period_end:
        return _form("resume", tag("button", "Keep the subscription", class_="main"))
    at_once = view.features.cancel_mode == "immediately"
    when = "at once" if at_once else f"on {day(subscription.period_end)}, and nothing more is charged"
    reasons = [tag("option", text, value=value) for value, text in REASONS.items()]
    return tag(
        "details",
        tag("summary", "Cancel the subscription"),
        _form(
            "cancel",
            tag("p", f"It ends {when}."),
            tag("label", "Why do you leave? (optional)", for_="reason"),
            tag("select", tag("option", "No answer", value=""), *reasons, id="reason", name="reason"),
            tag("p", tag("button", "Cancel the subscription", class_="danger")),
        ),
        open=view.session.flow == "subscription_cancel",
    )


def _plans(view: View) -> Html:
    options = [_option(view, offer) for offer in view.offers]
    return tag("section", tag("h2", "Change plan"), tag("div", *options, class_="options"), class_="card", id="plans")


def _option(view: View, offer: Offer) -> Html:
    price = offer.price
    text = f"{money(price.unit_amount, price.currency)} {per_interval(price)}"
    head = tag("div", tag("h3", offer.product.name), tag("span", text, class_="quiet"))
    if offer.is_current:
        return tag("div", tag("div", head, badge("Your plan", "good"), class_="row"), class_="option current")
    button = _form(
        "plan",
        tag("input", type="hidden", name="price", value=price.id),
        tag("button", f"Change to {offer.product.name}"),
    )
    told = tag("p", _cost(view, offer), class_="quiet small")
    return tag("div", tag("div", head, button, class_="row"), told, class_="option")


def _cost(view: View, offer: Offer) -> str:
    if view.subscription is not None and view.subscription.is_trialing:
        return "The trial goes on, and its end stays the same."
    if view.features.update_proration == "none":
        return "The new price holds from the next period on."
    when = "at once" if view.features.update_proration == "always_invoice" else "with the next invoice"
    amount = money(abs(offer.due), offer.price.currency)
    what = f"{amount} is charged" if offer.due >= 0 else f"{amount} is credited"
    return f"For the rest of this period {what} {when}. The change acts at once."


def _card(view: View, told: Told) -> Html:
    method = view.method
    shown = tag("p", "There is no card on file.", class_="quiet")
    if method is not None:
        shown = tag(
            "p",
            tag("strong", f"{brand_name(method.brand)} •••• {method.last4}"),
            f", expires {method.exp_month:02} / {method.exp_year}",
        )
    wrong = told.given.get("do") == "card"
    given = told.given if wrong else {}
    return tag(
        "section",
        tag("h2", "Payment method"),
        shown,
        tag(
            "details",
            tag("summary", "Use another card"),
            _form(
                "card",
                card_fields(given, told.problems),
                tag("button", "Save card", class_="main"),
                test_cards(shown=False),
            ),
            open=wrong or view.session.flow == "payment_method_update",
        ),
        class_="card",
        id="card",
    )


def _invoices(view: View) -> Html:
    if not view.invoices:
        return tag("section", tag("h2", "Invoices"), tag("p", "There are none yet.", class_="quiet"), class_="card")
    rows = []
    for invoice in view.invoices:
        action: Html | str = ""
        if invoice.status == "open":
            hidden = tag("input", type="hidden", name="invoice", value=invoice.id)
            action = _form("pay", hidden, tag("button", "Pay"))
        state = badge(invoice.status.capitalize(), _INVOICES.get(invoice.status, ""))
        amount = money(invoice.amount_due, invoice.currency)
        cells = (day(invoice.created), invoice.number, tag("div", state, action, class_="row"))
        rows.append(tag("tr", *(tag("td", cell) for cell in cells), tag("td", amount, class_="number")))
    head = tag("tr", *(tag("th", name, scope="col") for name in ("Date", "Number", "Status")),
               tag("th", "Amount", scope="col", class_="number"))  # fmt: skip
    table = tag("table", tag("thead", head), tag("tbody", *rows), class_="table ledger")
    return tag("section", tag("h2", "Invoices"), tag("div", table, class_="scroll"), class_="card")


def _form(what: str, *content: Html) -> Html:
    return tag(
        "form", tag("input", type="hidden", name="do", value=what), join(*content), method="post", novalidate=True
    )
