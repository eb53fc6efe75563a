"""Customers of the API who note what they were promised, so that an oracle can hold the product to it."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID, uuid4

import httpx

ENDED: Final = frozenset({"completed", "failed", "cancelled"})
_SERVER_ERROR: Final = 500
_TRIES: Final = 400


def new_mark() -> str:
    """A word by which a product is known at the model, in its texts and in the shop."""
    return f"mark-{uuid4().hex[:12]}"


@dataclass
class Journal:
    """What the outside has seen: what was accepted, for whom, and every answer that nobody had reckoned with."""

    accepted: dict[UUID, UUID] = field(default_factory=dict)
    """Organization by job, of every order that was answered 2xx."""
    deleted: set[UUID] = field(default_factory=set)
    sealed: set[UUID] = field(default_factory=set)
    """Organizations whose customers have an answer for each of their orders: they own nothing that is not accepted."""
    secrets: set[str] = field(default_factory=set)
    unplanned: list[str] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    _planned: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def expecting(self, *kinds: str) -> Iterator[None]:
        """A fault is under way: `broken` connections, or these statuses, are no surprise."""
        self._planned.update(kinds)
        try:
            yield
        finally:
            self._planned.subtract(kinds)

    def note(self, what: str, request: str) -> None:
        """Take down an answer (its status) or `broken`."""
        if what.isdigit():
            self.statuses[int(what)] += 1
        failed = what == "broken" or int(what) >= _SERVER_ERROR
        if failed and self._planned[what] <= 0:
            self.unplanned.append(f"{what} for {request}")


@dataclass
class Customer:
    """One account with its organization; it speaks to any of the API's processes."""

    http: httpx.AsyncClient
    journal: Journal
    bases: list[str]
    email: str
    password: str
    token: str = ""
    tenant: UUID = field(default_factory=uuid4)
    _turn: int = 0

    async def send(
        self, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None
    ) -> httpx.Response | None:
        """One request to the next process in turn; None if the connection broke."""
        self._turn += 1
        base = self.bases[self._turn % len(self.bases)]
        sent = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        try:
            answer = await self.http.request(
                method, f"{base}/api/v1{path}", json=body, headers={**sent, **(headers or {})}
            )
        except httpx.TransportError:
            self.journal.note("broken", f"{method} {path}")
            return None
        self.journal.note(str(answer.status_code), f"{method} {path}: {answer.text[:200]}")
        return answer

    async def insist(self, method: str, path: str, body: object = None, key: str | None = None) -> httpx.Response:
        """Send until there is an answer that no fault explains, as a careful client does with one Idempotency-Key."""
        headers = {"Idempotency-Key": key} if key else {}
        for _ in range(_TRIES):
            answer = await self.send(method, path, body, headers)
            if answer is not None and answer.status_code < _SERVER_ERROR and answer.status_code not in {409, 429}:
                return answer
            await asyncio.sleep(0.1)
        raise AssertionError(f"{method} {path} was not answered")

    async def order(self, mark: str, *, key: str | None = None, **more: object) -> UUID:
        """Order texts about a product and be promised a job."""
        body = {
            "source_type": "manual",
            "source_data": {"name": f"Desk lamp {mark}", "description": "A lamp of folded steel."},
            "content_types": ["title"],
            **more,
        }
        answer = await self.insist("POST", "/content/generate", body, key or uuid4().hex)
        assert answer.status_code == 201, answer.text
        return self.accept(answer.json())

    def accept(self, job: Mapping[str, Any]) -> UUID:
        """Note that this job was promised."""
        promised = UUID(job["id"])
        self.journal.accepted[promised] = self.tenant
        return promised

    async def job(self, job: UUID) -> dict[str, Any]:
        answer = await self.insist("GET", f"/content/jobs/{job}")
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def ended(self, job: UUID, seconds: float = 90.0) -> dict[str, Any]:
        """Wait for a job's end."""
        async with asyncio.timeout(seconds):
            while (told := await self.job(job))["status"] not in ENDED:  # noqa: ASYNC110 - it is asked over HTTP
                await asyncio.sleep(0.05)
        return told

    def seal(self) -> None:
        """Say that all orders of this organization have been answered."""
        self.journal.sealed.add(self.tenant)


@dataclass
class Desk:
    """Where new customers register; it stands in front of some of the API's processes."""

    http: httpx.AsyncClient
    journal: Journal
    bases: list[str]
    tenant_of: Callable[[str], Awaitable[UUID]]

    async def customer(self) -> Customer:
        """A new account with an organization of its own."""
        name = uuid4().hex[:16]
        customer = Customer(self.http, self.journal, self.bases, f"{name}@example.com", f"canary-password-{name}")
        self.journal.secrets.add(customer.password)
        account = {"email": customer.email, "password": customer.password}
        answer = await customer.insist("POST", "/auth/register", account)
        assert answer.status_code == 201, answer.text
        told = answer.json()
        customer.token = told["access_token"]
        self.journal.secrets.update((told["access_token"], told["refresh_token"]))
        customer.tenant = await self.tenant_of(customer.email)
        return customer


@asynccontextmanager
async def desk(journal: Journal, bases: list[str], tenant_of: Callable[[str], Awaitable[UUID]]) -> AsyncIterator[Desk]:
    """Open a desk for as long as the block lasts."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=50)
    async with httpx.AsyncClient(timeout=30.0, limits=limits, trust_env=False) as http:
        yield Desk(http, journal, bases, tenant_of)
