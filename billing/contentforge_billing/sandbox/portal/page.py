"""The portal page and its forms."""

from starlette.requests import Request
from starlette.responses import Response

from contentforge_billing.sandbox.cards import read_card
from contentforge_billing.sandbox.errors import StripeProblem
from contentforge_billing.sandbox.pages import gone_on, not_found, notice, page, read_form
from contentforge_billing.sandbox.portal import actions
from contentforge_billing.sandbox.portal.sections import Told, sections
from contentforge_billing.sandbox.portal.view import View, find_session, is_over, view_of
from contentforge_billing.sandbox.unit import Unit, Units

_DONE = {
    "plan": "Your plan has been changed.",
    "cancel": "Your subscription will end with this period.",
    "resume": "Your subscription goes on.",
    "card": "Your new card is used from now on.",
    "pay": "The invoice is paid.",
}


class PortalPage:
    def __init__(self, units: Units) -> None:
        self._units = units

    async def show(self, request: Request) -> Response:
        done = _DONE.get(request.query_params.get("done", ""))
        async with self._units.read() as unit:
            view = await _view(unit, request)
        return view if isinstance(view, Response) else _page(view, Told(good=done))

    async def act(self, request: Request) -> Response:
        """Do what a form asks for, and show the page again by a GET, so that a reload repeats nothing."""
        form = await read_form(request)
        what = form.get("do", "")
        try:
            async with self._units.write() as unit:
                view = await _view(unit, request)
                if isinstance(view, Response):
                    return view
                refused = await _act(unit, view, what, form)
        except StripeProblem as problem:
            return await self._refused(request, Told(bad=str(problem), given=form), problem.status)
        if refused is not None:
            return _page(view, refused, 422)
        return gone_on(f"{request.url.path}?done={what}")

    async def _refused(self, request: Request, told: Told, status: int) -> Response:
        async with self._units.read() as unit:
            view = await _view(unit, request)
        return view if isinstance(view, Response) else _page(view, told, status)


async def _act(unit: Unit, view: View, what: str, form: dict[str, str]) -> Told | None:
    """Return what is wrong with the form, or nothing."""
    if what == "plan":
        await actions.change_plan(unit, view, form.get("price", ""))
    elif what == "cancel":
        await actions.cancel(unit, view, form.get("reason", ""))
    elif what == "resume":
        await actions.resume(unit, view)
    elif what == "pay":
        await actions.pay_invoice(unit, view, form.get("invoice", ""))
    elif what == "card":
        card, problems = read_card(form, view.moment)
        if card is None:
            return Told(bad="Please check the fields of the card.", given=form, problems=problems)
        await actions.update_card(unit, view, card)
    else:
        return Told(bad="This page has no such form.")
    return None


async def _view(unit: Unit, request: Request) -> View | Response:
    session = await find_session(unit.store, str(request.path_params["secret"]))
    if session is None:
        return not_found()
    if await is_over(unit.store, session):
        return notice("This link has expired", "Open the billing page again from where you came from.", status=410)
    return await view_of(unit, session)


def _page(view: View, told: Told, status: int = 200) -> Response:
    return page("Your subscription", *sections(view, told), wide=True, status=status)
