"""An installation that Prometheus watches: a rig that takes money and sends mails, and the people who use it."""

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import ExitStack, asynccontextmanager, contextmanager, nullcontext
from pathlib import Path
from typing import Final

import aiohttp
import httpx

from contentforge_app.embedded import ports
from support.app import STRIPE_KEY
from support.prometheus import FASTER, Prometheus
from support.rig import CREW, READY, Rig
from support.rig_client import Customer, new_mark
from support.rig_moves import eventually
from support.rig_process import Process
from support.rig_till import RigTill, settings
from support.sandbox import Sandbox, close, grant_sandbox, sandbox_url, stripe_client

_SANDBOX_READY: Final = "/_sandbox/deliveries"
_ORDERS_EVERY: Final = 0.4
_READS_EVERY: Final = 0.2
_READ: Final = ("/content/jobs", "/templates", "/usage", "/auth/me")
CALM_SECONDS: Final = 300.0


class Site:
    """The rig with a local Stripe, a mail server and Prometheus beside it, each a process of its own."""

    def __init__(self, rig: Rig, folder: Path, till_port: int) -> None:
        self.rig = rig
        self.folder = folder
        self._till_port = till_port
        self.prometheus: Prometheus
        self.stripe: Process

    @classmethod
    @contextmanager
    def opened(cls, folder: Path, changes: Mapping[str, str] | None = None) -> Iterator["Site"]:
        """Everything started and scraped, for as long as the block lasts."""
        api, till, mail = ports.free_port(), ports.free_port(), ports.free_port()
        more = {
            "CONTENTFORGE_PUBLIC_URL": f"http://127.0.0.1:{api}",
            "CONTENTFORGE_BILLING__RECONCILE_SECONDS": "1",
            "CONTENTFORGE_MAIL__BACKEND": "smtp",
            "CONTENTFORGE_MAIL__HOST": "127.0.0.1",
            "CONTENTFORGE_MAIL__PORT": str(mail),
            "CONTENTFORGE_MAIL__TLS": "none",
            "CONTENTFORGE_MAIL__FROM_ADDRESS": "no-reply@contentforge.example",
            **(changes or {}),
        }
        with ExitStack() as opening:
            (folder / "prometheus").mkdir()
            opening.callback(_mail_server(mail, folder).end)
            packages = os.environ.get("FAULT_PACKAGES")
            paths = Path(packages) if packages else None
            rig = opening.enter_context(Rig(folder, packages=paths, settings=settings(till, **more)))
            site = cls(rig, folder, till)
            asyncio.run(grant_sandbox(rig.urls))
            site.open_stripe()
            rig.launch("api", port=api).wait_ready(api, READY)
            rig.start("generation", "media", "events", "scheduler")
            site.prometheus = opening.enter_context(Prometheus(rig, folder / "prometheus"))
            yield site
            rig.end_crew()

    def open_stripe(self) -> None:
        """Start the local Stripe where the product looks for it; it goes on where it was."""
        database = {"CONTENTFORGE_BILLING__SANDBOX_DATABASE_URL": sandbox_url(self.rig.urls)}
        self.stripe = self.rig.launch("sandbox", database)
        self.stripe.wait_ready(self._till_port, _SANDBOX_READY)

    def complete(self) -> None:
        """One process of each kind, none of them paused."""
        for process in self.rig.crew:
            if process.alive and not process.stopped:
                process.resume()
        for kind in CREW:
            running = self.rig.running(kind)
            for surplus in running[1:]:
                surplus.terminate()
            if not running:
                self.rig.start(kind)
        if not self.stripe.alive:
            self.open_stripe()
        self.rig.model.reset()
        self.rig.shop.reset()

    @contextmanager
    def paced(self, pace: int) -> Iterator[None]:
        """Watch at another pace than usual, for as long as the block lasts."""
        usual = self.prometheus
        folder = self.folder / f"prometheus-{pace}"
        folder.mkdir(exist_ok=True)
        with Prometheus(self.rig, folder, pace) if pace != FASTER else nullcontext(usual) as watching:
            self.prometheus = watching
            try:
                yield
            finally:
                self.prometheus = usual

    # -- what people do

    @asynccontextmanager
    async def till(self) -> AsyncIterator[RigTill]:
        """The local Stripe as a buyer's browser and Stripe's own package see it."""
        address = f"http://127.0.0.1:{self._till_port}"
        client = stripe_client(address, STRIPE_KEY)
        try:
            async with aiohttp.ClientSession() as pages, httpx.AsyncClient(timeout=30.0, trust_env=False) as http:
                yield RigTill(self.rig, Sandbox(address, client, pages), http)
        finally:
            await close(client)

    async def subscribe(self, till: RigTill, customer: Customer) -> str:
        """Buy the largest plan, and wait until it is in force; the subscription's id."""
        stripe_id = await till.buy(customer, "enterprise")

        async def in_force() -> bool:
            plan = await self.rig.value("SELECT plan FROM organization WHERE id = $1", customer.tenant)
            return plan == "enterprise"

        await eventually(in_force, "the plan that was paid for is in force")
        return stripe_id

    @asynccontextmanager
    async def ordinary_day(self) -> AsyncIterator[Customer]:
        """Somebody reads and orders all the time, whatever comes of it, for as long as the block lasts."""
        async with self.rig.desk() as desk, self.till() as till:
            customer = await desk.customer()
            await self.subscribe(till, customer)
            tasks = [asyncio.create_task(_order_on(customer)), asyncio.create_task(_read_on(customer))]
            try:
                yield customer
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)

    # -- what Prometheus says of it

    async def firing(self) -> set[str]:
        return set(await asyncio.to_thread(self.prometheus.alerts))

    async def fires(self, *names: str) -> None:
        """Wait until all these alerts are raised."""

        async def raised() -> bool:
            return set(names) <= await self.firing()

        await eventually(raised, f"{', '.join(names)} fires", CALM_SECONDS)

    async def calms_down(self) -> None:
        """Wait until no alert is raised or about to be."""

        async def calm() -> bool:
            return not any([await self.firing(), await asyncio.to_thread(self.prometheus.alerts, "pending")])

        with contextlib.suppress(AssertionError):
            await eventually(calm, "no alert is raised", CALM_SECONDS)
        raised = await asyncio.to_thread(self.prometheus.alerts)
        told = [f"{name}: {each['annotations']['summary']}" for name, found in raised.items() for each in found]
        assert not told, f"Raised in calm times: {told}"


def _mail_server(port: int, folder: Path) -> Process:
    program = [sys.executable, "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{port}", "-c", "aiosmtpd.handlers.Sink"]
    return Process("mail", program, {"PATH": "/usr/bin"}, folder / "mail.log")


async def _order_on(customer: Customer) -> None:
    while True:
        body = {
            "source_type": "manual",
            "source_data": {"name": f"Desk lamp {new_mark()}", "description": "A lamp of folded steel."},
            "content_types": ["title"],
        }
        await customer.send("POST", "/content/generate", body)
        await asyncio.sleep(_ORDERS_EVERY)


async def _read_on(customer: Customer) -> None:
    while True:
        for path in _READ:
            await customer.send("GET", path)
            await asyncio.sleep(_READS_EVERY)
