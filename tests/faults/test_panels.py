"""Prometheus on the shipped configuration watches real processes: every panel of every dashboard shows something.

The queries are read from the dashboards, so a new panel is held to it without a word here.
"""

import asyncio
import time
from collections.abc import Iterator

import pytest

from support.busy_hour import busy_hour, until_seen
from support.panels import PanelQuery, panel_queries
from support.prometheus import Prometheus
from support.watched import Site


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Prometheus, float]]:
    """Prometheus after an hour of everything, and when that began."""
    with Site.opened(tmp_path_factory.mktemp("watched")) as site:
        asyncio.run(until_seen(site))
        began = time.time()
        asyncio.run(busy_hour(site))
        yield site.prometheus, began


@pytest.mark.parametrize("asked", panel_queries(), ids=lambda asked: str(asked.id))
def test_every_query_of_every_panel_returns_data(seen: tuple[Prometheus, float], asked: PanelQuery) -> None:
    prometheus, began = seen

    assert prometheus.series(asked.query, began, time.time()), asked.query
