"""An hour of everything: what people, models, shops, Stripe and readers do, well and badly, at least once."""

import asyncio
import contextlib
import io
from uuid import UUID, uuid4

import httpx
from PIL import Image

from support.rig_client import Customer, Desk, new_mark
from support.rig_moves import eventually
from support.sockets import connected
from support.watched import Site

_APIS = ("/cgms", "/writer", "/generator", "/blog")
_OFTEN = 8
_SCRAPED = 2.0
_BUSIEST = ("open", "ended")
_REVOKED = "REVOKE SELECT ON template FROM contentforge_app"
_GRANTED = "GRANT SELECT ON template TO contentforge_app"


async def busy_hour(site: Site) -> None:
    """Everything once, with the pauses in which Prometheus sees it grow."""
    async with site.rig.desk() as desk, site.ordinary_day() as customer:
        base = customer.bases[0]
        async with connected(base, token=customer.token):
            for _ in range(2):
                await asyncio.gather(
                    _orders(site, customer),
                    _limits(desk),
                    _visits(customer.http, base),
                    _blog(customer, base),
                    _billing(site, desk),
                )
                await asyncio.sleep(_SCRAPED)
        await _left_alone(site, customer)
        await _failures(site, customer)
        await _measured(site, customer)


async def _orders(site: Site, customer: Customer) -> None:
    """Orders of each kind: they complete, fail, are cancelled, are repeated; texts, images, pages, lists."""
    shop = site.rig.shop
    picture = shop.image(new_mark())
    jobs = [
        await customer.order(new_mark(), image_urls=[picture]),
        await customer.order(new_mark(), source_type="url", source_url=shop.page(new_mark()), source_data=None),
        await customer.order(new_mark(), image_urls=[f"{shop.url}/nothing.png"]),
    ]
    answer = await customer.send("POST", "/content/generate/bulk", {"csv_data": "name;price\nMug;12\nKettle;49"})
    assert answer is not None
    assert answer.status_code in {201, 202}, answer.text
    jobs += [UUID(job["id"]) for job in answer.json()["jobs"]]
    key = uuid4().hex
    again = {await customer.order("mark-0123456789ab", key=key) for _ in range(3)}
    assert len(again) == 1
    lost = await customer.order(new_mark(), source_type="url", source_url=f"{shop.url}/nothing", source_data=None)
    for job in [*jobs, *again, lost]:
        await customer.ended(job)
    site.rig.model.hold()
    cancelled = await customer.order(new_mark())
    await customer.send("POST", f"/content/jobs/{cancelled}/cancel")
    site.rig.model.reset()
    assert (await customer.ended(cancelled))["status"] == "cancelled"


async def _limits(desk: Desk) -> None:
    """Somebody on the free plan orders more than it holds."""
    customer = await desk.customer()
    for _ in range(_OFTEN):
        await customer.send("POST", "/content/generate", {"source_type": "manual", "source_data": {"name": new_mark()}})


async def _visits(http: httpx.AsyncClient, base: str) -> None:
    """Visitors of all APIs who mistype, and readers of the blog who have read it before."""
    wrong = {"email": "nobody@example.com", "password": "wrong-password"}
    for mount in ("", *_APIS):
        api = f"{base}{mount}/api/v1" if mount in {"", "/cgms"} else f"{base}{mount}/api"
        for path in ("/nothing", "/auth/me", "/auth/login"):
            for _ in range(2):
                await http.request("POST" if path.endswith("login") else "GET", f"{api}{path}", json=wrong)
    for _ in range(_OFTEN):
        first = await http.get(f"{base}/blog/api/posts")
        again = await http.get(f"{base}/blog/api/posts", headers={"If-None-Match": first.headers["ETag"]})
        assert (first.status_code, again.status_code) == (200, 304)


async def _blog(customer: Customer, base: str) -> None:
    """A site's owner uploads a picture, of which variants are made."""
    [organization] = (await customer.insist("GET", "/organizations")).json()[:1]
    token = (await customer.insist("POST", "/auth/token", {"audience": "blog"})).json()["access_token"]
    body = io.BytesIO()
    Image.linear_gradient("L").resize((800, 600)).convert("RGB").save(body, "JPEG")
    answer = await customer.http.post(
        f"{base}/t/{organization['slug']}/blog/api/admin/media/upload",
        files={"file": ("photo.jpg", body.getvalue(), "image/jpeg")},
        headers={"Authorization": f"Bearer {token}"},
    )
    assert answer.status_code == 201, answer.text


async def _billing(site: Site, desk: Desk) -> None:
    """A purchase, the portal, a change that Stripe tells of, and a forged event."""
    customer = await desk.customer()
    async with site.till() as till:
        stripe_id = await site.subscribe(till, customer)
        for step in range(2):
            await till.v1.subscriptions.update_async(stripe_id, {"metadata": {"step": str(step)}})
    await customer.send("POST", "/billing/portal", {})
    await customer.send("POST", "/webhooks/stripe", {"id": "evt_forged"})


async def _left_alone(site: Site, customer: Customer) -> None:
    """The model answers nonsense, then nothing useful at all, until nobody asks it any more; then it is well again."""
    for switch in ({"nonsense": True}, {"status": 500}):
        site.rig.model.turn(**switch)
        for _ in range(_OFTEN):
            await customer.order(new_mark())
        await asyncio.sleep(_SCRAPED * 2)
        site.rig.model.reset()


async def _failures(site: Site, customer: Customer) -> None:
    """A route fails on our side."""
    async with site.rig.superuser() as database:
        await database.execute(_REVOKED)
        try:
            for _ in range(_OFTEN):
                await customer.send("GET", "/templates")
                await asyncio.sleep(0.3)
        finally:
            await database.execute(_GRANTED)


async def _measured(site: Site, customer: Customer) -> None:
    """Work stands still until the scheduler has told whose there is most of, as it does every half a minute."""
    site.rig.model.hold()
    job = await customer.order(new_mark())

    def is_told() -> bool:
        return all(site.prometheus.value(f"contentforge_busiest_items_{which}") is not None for which in _BUSIEST)

    await eventually(is_told, "the busiest organizations are told")
    site.rig.model.reset()
    await customer.ended(job)


async def until_seen(site: Site) -> None:
    """Wait until every process has been scraped."""

    def up() -> bool:
        health = list(site.prometheus.targets().values())
        return len(health) == 5 and set(health) == {"up"}

    with contextlib.suppress(httpx.TransportError):
        await eventually(up, "all processes are scraped")
