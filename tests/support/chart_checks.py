"""All questions that every rendering must answer, by name. Each gives a sentence for what is wrong."""

from collections.abc import Callable, Iterator
from typing import Final

from support import chart_objects, chart_pods
from support.chart import Rendering

Check = Callable[[Rendering], Iterator[str]]

CHECKS: Final[dict[str, Check]] = {
    check.__name__: check
    for check in (
        chart_objects.is_what_its_api_says,
        chart_objects.is_named_within_limits,
        chart_objects.selects_what_it_means,
        chart_objects.meets_ports_that_are_there,
        chart_objects.refers_to_what_is_there,
        chart_objects.scales_what_is_there,
        chart_objects.keeps_secrets_to_secrets,
        chart_pods.is_restricted,
        chart_pods.has_resources,
        chart_pods.is_probed,
        chart_pods.listens_where_told,
        chart_pods.drains_in_time,
        chart_pods.names_known_variables,
        chart_pods.keeps_the_owner_to_the_migration,
        chart_pods.starts,
    )
}


def problems(rendering: Rendering) -> list[str]:
    """What is wrong with a rendering: nothing, if well."""
    return [f"{name}: {problem}" for name, check in CHECKS.items() for problem in check(rendering)]
