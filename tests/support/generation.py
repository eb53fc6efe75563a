"""Generation on the real database: authors with a plan, orders, and a worker that runs in the test's own loop."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from contentforge_billing.plans import Plan, PlanCatalogue
from contentforge_billing.settings import BillingSettings
from contentforge_content.author import Author
from contentforge_content.jobs.kinds import JobKinds
from contentforge_content.jobs.order import JobOrder
from contentforge_content.jobs.run_texts import GenerationHandler
from contentforge_content.jobs.settings import GenerationSettings
from contentforge_content.jobs.source import SourceReader
from contentforge_content.jobs.writer import TextWriter
from contentforge_content.providers.calls import ModelCalls
from contentforge_content.providers.registry import build_registry
from contentforge_content.providers.settings import AiSettings, ProviderKeys
from contentforge_content.vocabulary import NATIVE_TYPES, ContentType, SourceType
from contentforge_platform import work
from contentforge_platform.database import ReadSession, UnitOfWork
from contentforge_platform.egress import Egress, EgressSettings
from contentforge_platform.ids import TenantId, UserId
from contentforge_platform.observability import Metrics
from contentforge_platform.work import Handler
from contentforge_workers.outcome import run_claim

CATALOGUE = PlanCatalogue.load(BillingSettings())
KINDS = JobKinds.configured(GenerationSettings())
KETTLE: Mapping[str, object] = {
    "name": "Copper Kettle",
    "price": "49.00",
    "category": "Kitchen",
    "features": ["1.5 litres", "Whistles at the boil", "Made of solid copper"],
    "description": "A stove-top kettle that boils quickly and keeps its shine for years.",
}


def author(plan: str = "pro", tenant: TenantId | None = None) -> Author:
    return Author(tenant or TenantId(uuid4()), UserId(uuid4()), CATALOGUE.get(plan))


def manual_order(*types: ContentType, **changes: object) -> JobOrder:
    values: dict[str, object] = {
        "source_type": SourceType.MANUAL,
        "content_types": types or NATIVE_TYPES,
        "source_data": KETTLE,
    }
    return JobOrder(**{**values, **changes})  # type: ignore[arg-type]  # a test's own changes are its business


async def free_plan(_session: ReadSession, _tenant: TenantId) -> Plan:
    return CATALOGUE.get("free")


@dataclass
class Workshop:
    """Runs what is claimable, one item after the other, as a worker would."""

    uow: UnitOfWork
    ai: AiSettings = field(default_factory=AiSettings)
    keys: ProviderKeys = field(default_factory=ProviderKeys)
    egress: Egress = field(default_factory=lambda: Egress(EgressSettings()))
    more: Mapping[str, Handler] = field(default_factory=dict)

    def generation(self) -> GenerationHandler:
        calls = ModelCalls(self.ai, build_registry(self.ai, self.keys), Metrics(process=False))
        sources = SourceReader(self.uow, self.egress, KINDS, free_plan)
        return GenerationHandler(self.uow, sources, TextWriter(calls), Metrics(process=False), timeout_seconds=30)

    async def claim(self, queue: str = "generation", limit: int = 100) -> list[work.Claim]:
        async with self.uow.system() as session:
            return await work.claim(session, queue, limit, "workshop")

    async def run(self, queue: str = "generation") -> int:
        handlers: dict[str, Handler] = {"generation": self.generation(), **self.more}
        ran = 0
        while claims := await self.claim(queue, 10):
            for claim in claims:
                await run_claim(self.uow, handlers, claim, Metrics(process=False))
                ran += 1
        return ran


async def row_of(uow: UnitOfWork, tenant: TenantId, sql: str, *args: UUID | str) -> dict[str, object]:
    async with uow.read(tenant) as session:
        row = await session.fetchrow(sql, *args)
        assert row is not None
        return dict(row)
