"""The real API in this process, on the real database and the real Valkey, and people who use it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx

from contentforge_app.embedded import RunningValkey
from contentforge_app.factory import create_app
from contentforge_app.runtime import Runtime
from contentforge_app.settings import Settings
from contentforge_platform.ids import TenantId, UserId
from contentforge_tenants import memberships, organizations
from contentforge_tenants.access import Role
from support.databases import DatabaseUrls
from support.generation import Workshop

API = "/api/v1"
PASSWORD = "correct horse battery"
SECRETS = {"jwt": ["Tests-sign-tokens-with-this-0123456789"], "key_pepper": ["Tests-key-digests-with-this-9876543210"]}

NOBODY = "http://127.0.0.1:9"
"""Where nothing listens: tests that talk to the sandbox say where theirs is."""
STRIPE_KEY = "sk_test_for_tests_only"
STRIPE_SIGNING = ["whsec_for_tests_only"]


class Bell:
    """Takes note of the queues that were to be woken."""

    def __init__(self) -> None:
        self.rung: list[str] = []

    def wake(self, queue: str) -> None:
        self.rung.append(queue)


def settings_for(urls: DatabaseUrls, valkey: RunningValkey, folder: Path, **changes: Any) -> Settings:
    """Settings of an installation under test: limits off, plans counted, nothing waited for unless asked."""
    values: dict[str, Any] = {
        "env": "test",
        "data_dir": folder,
        "database": urls.settings(pool_size=8, system_pool_size=2),
        "redis": {"url": valkey.url},
        "secrets": SECRETS,
        "rate_limit": {"enabled": False},
        "billing": {"mode": "sandbox", "sandbox_url": NOBODY},
        "stripe_secret_key": STRIPE_KEY,
        "stripe_webhook_secret": STRIPE_SIGNING,
        "generation": {"inline_wait_seconds": 0},
        "observability": {"access_log": False},
    }
    return Settings(**{**values, **changes})


@dataclass(frozen=True)
class Person:
    """Somebody with an account, signed in."""

    email: str
    user_id: UserId
    token: str
    refresh_token: str
    organization: TenantId
    slug: str

    @property
    def auth(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


class Api:
    """A running API and a client of it."""

    def __init__(self, runtime: Runtime, app: Any, client: httpx.AsyncClient) -> None:
        self.runtime = runtime
        self.app = app
        self.client = client
        self.workshop = Workshop(runtime.uow)

    async def person(self, *, plan: str = "free", password: str = PASSWORD) -> Person:
        """Register somebody new, whose personal organization has `plan`."""
        email = f"u{uuid4().hex[:12]}@example.com"
        answer = await self.client.post(f"{API}/auth/register", json={"email": email, "password": password})
        assert answer.status_code == 201, answer.text
        told = answer.json()
        token = told["access_token"]
        [personal] = (
            await self.client.get(f"{API}/organizations", headers={"Authorization": f"Bearer {token}"})
        ).json()
        tenant = TenantId(UUID(personal["id"]))
        if plan != "free":
            await self.set_plan(tenant, plan)
        return Person(email, UserId(UUID(told["user"]["id"])), token, told["refresh_token"], tenant, personal["slug"])

    async def set_plan(self, tenant: TenantId, plan: str) -> None:
        async with self.runtime.uow.write(tenant) as session:
            await organizations.set_plan(session, tenant, plan)

    async def join(self, person: Person, other: Person, role: Role) -> None:
        """Make `person` a member of `other`'s organization."""
        async with self.runtime.uow.write(other.organization) as session:
            await memberships.add(session, other.organization, person.user_id, role, name="A member")

    async def key(self, person: Person, **changes: Any) -> dict[str, Any]:
        """A new API key of `person`."""
        answer = await self.client.post(f"{API}/api-keys", json={"name": "Key", **changes}, headers=person.auth)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def job(self, person: Person, **changes: Any) -> dict[str, Any]:
        """A new job of `person`, not yet run."""
        order = {"source_type": "manual", "source_data": {"name": "Copper Kettle", "price": "49.00 EUR"}, **changes}
        answer = await self.client.post(f"{API}/content/generate", json=order, headers=person.auth)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def finished_job(self, person: Person, **changes: Any) -> dict[str, Any]:
        """A job of `person` that has been run."""
        job = await self.job(person, **changes)
        await self.workshop.run()
        return dict((await self.client.get(f"{API}/content/jobs/{job['id']}", headers=person.auth)).json())


def _some_address() -> str:
    """An address that no other test comes from, so that limits by address do not add up."""
    return str(IPv4Address(0x0A000000 + uuid4().int % 0x1000000))


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Api]:
    """Start the whole app in this process; a client speaks to it without a socket."""
    runtime = Runtime(settings, Bell(), application="test-api")
    app = create_app(runtime)
    await runtime.start()
    try:
        transport = httpx.ASGITransport(app=app, client=(_some_address(), 50_000))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            yield Api(runtime, app, client)
    finally:
        await runtime.close()
