"""What the scheduler measures for the dashboards, over all organizations: reservations, and who has the most work."""

from typing import Final

from prometheus_client import Gauge

from contentforge_app.runtime import Runtime
from contentforge_billing import usage
from contentforge_platform.work import health
from contentforge_tenants import organizations
from contentforge_workers.scheduler import Duty

_RESERVED_SECONDS: Final = 15.0
_BUSIEST_SECONDS: Final = 30.0
_ENDED_WITHIN: Final = 300.0


def measures(runtime: Runtime) -> list[Duty]:
    """The duties that measure."""
    number = runtime.settings.observability.busiest_organizations
    return [
        Duty("reservations", _RESERVED_SECONDS, lambda: _measure_reservations(runtime)),
        *([Duty("busiest", _BUSIEST_SECONDS, lambda: _measure_busiest(runtime, number))] if number else []),
    ]


async def _measure_reservations(runtime: Runtime) -> None:
    async with runtime.uow.system() as session:
        found = await usage.reservations(session)
    for each in found:
        runtime.metrics.reserved_units.labels(each.metric.value).set(each.units)
        runtime.metrics.reserved_oldest.labels(each.metric.value).set(each.oldest_seconds)


async def _measure_busiest(runtime: Runtime, number: int) -> None:
    """Name a few organizations, which are others the next time: whoever left the list is not exported any more."""
    async with runtime.uow.system() as session:
        found = await health.busiest(session, number, ended_within=_ENDED_WITHIN)
        slugs = await organizations.slugs_of(session, [*found.open, *found.ended])
    metrics = runtime.metrics
    _replace(metrics.busiest_open, {slugs[one]: items for one, items in found.open.items() if one in slugs})
    _replace(metrics.busiest_ended, {slugs[one]: items for one, items in found.ended.items() if one in slugs})


def _replace(gauge: Gauge, values: dict[str, int]) -> None:
    gauge.clear()
    for slug, items in values.items():
        gauge.labels(slug).set(items)
