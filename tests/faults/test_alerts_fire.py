"""Each alert fires by its cause, on real processes under the shipped rules, and ends when that is mended.

How time is shortened stands in `support.prometheus`; the causes stand in `support.causes`.
"""

import time
from collections.abc import Iterator

import pytest
import yaml

from support.causes import CAUSES, Cause
from support.prometheus import SHIPPED
from support.watched import Site


@pytest.fixture(scope="module")
def whole_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with Site.opened(tmp_path_factory.mktemp("watched")) as site:
        yield site


@pytest.fixture
def site(whole_site: Site) -> Site:
    whole_site.complete()
    return whole_site


def test_every_alert_has_a_cause() -> None:
    groups = yaml.safe_load((SHIPPED / "alerts.yaml").read_text(encoding="utf-8"))["groups"]
    shipped = {rule["alert"] for group in groups for rule in group["rules"]}

    assert {alert for cause in CAUSES.values() for alert in cause.alerts} == shipped


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", CAUSES)
async def test_an_alert_fires_by_its_cause_and_ends_when_it_is_mended(site: Site, name: str) -> None:
    cause = CAUSES[name]
    with site.paced(cause.pace):
        await _fires_and_ends(site, name, cause)


async def _fires_and_ends(site: Site, name: str, cause: Cause) -> None:
    async with site.ordinary_day() as customer:
        await site.calms_down()
        began = time.monotonic()
        async with cause.make(site, customer):
            await site.fires(*cause.alerts)
            fired = await site.firing()
            raised = time.monotonic() - began
        site.complete()  # not in a thread: what a thread has started ends with it
        await site.calms_down()
    assert fired - cause.along == cause.alerts
    ended = time.monotonic() - began - raised
    print(f"{name}: {', '.join(sorted(fired))} after {raised:.0f} s, ended {ended:.0f} s later")  # noqa: T201 - the record
