"""Whatever an API's OpenAPI allows, and much that it does not, sent to each of its operations; what was wrong then."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import hypothesis
import requests
import schemathesis
from hypothesis import HealthCheck, Phase
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.core.failures import Failure
from schemathesis.core.result import Err, Ok
from schemathesis.schemas import APIOperation, BaseSchema
from schemathesis.specs.openapi import checks

# What was refused and might have been taken is left out: the contracts have unknown fields and odd pages understood.
_CHECKS: Final = [
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
_CREDENTIALS: Final = ("Authorization", "X-API-Key", "Cookie")
_SHOWN: Final = 1500

AnyOperation = APIOperation[Any, Any, Any, Any]
AnyCase = Case[Any]
Fit = Callable[[AnyCase], AnyCase]
"""Makes of a request one that fits what is there, where chance would hardly come upon it."""


@dataclass(frozen=True, slots=True)
class Guise:
    """As whom requests come.

    Attributes:
        base: the mount that they go to.
        headers: the credential, and what else they all bear.
    """

    name: str
    base: str
    headers: Mapping[str, str]


def operations(schema: BaseSchema) -> Iterator[AnyOperation]:
    """Every operation of a document; one that cannot be read is an error."""
    for result in schema.get_all_operations():
        match result:
            case Ok():
                yield result.ok()
            case Err():
                raise result.err()


def fuzz(
    operation: AnyOperation,
    guises: Sequence[Guise],
    strategy: st.SearchStrategy[AnyCase],
    *,
    examples: int,
    seed: int | None = None,
) -> list[str]:
    """Send `examples` requests in one guise or another; what was wrong with answers, by the smallest request of each.

    Without a seed the same requests are sent each time. It blocks.
    """
    found: list[str] = []
    with requests.Session() as session:
        session.trust_env = False

        def send(case: AnyCase, guise: Guise) -> None:
            for name in (*_CREDENTIALS, *guise.headers):
                case.headers.pop(name, None)
            case.cookies.clear()
            hypothesis.note(guise.name)
            case.call_and_validate(
                base_url=guise.base,
                session=session,
                headers=dict(guise.headers),
                checks=_CHECKS,
                allow_redirects=False,
                timeout=60,
            )
            session.cookies.clear()

        quiet = hypothesis.settings(
            max_examples=examples,
            deadline=None,
            database=None,
            derandomize=seed is None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        )
        test = quiet(hypothesis.given(case=strategy, guise=st.sampled_from(guises))(send))
        if seed is not None:
            test = hypothesis.seed(seed)(test)
        try:
            test()
        except (Failure, BaseExceptionGroup) as group:
            found += [f"{operation.label}: {_told(one)}" for one in _leaves(group)]
    return found


def requests_for(operation: AnyOperation, known: Sequence[Mapping[str, str]], *fits: Fit) -> st.SearchStrategy[AnyCase]:
    """Good and bad requests; some with values for the path's parameters (`known`) that lead to something."""
    names = {parameter.name for parameter in operation.path_parameters}
    led = [{name: values[name] for name in names} for values in known if names and names <= values.keys()]
    ways = []
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
        for values in (None, *led):
            strategy = operation.as_strategy(mode, path_parameters=values)
            ways += [strategy, *(strategy.map(fit) for fit in fits)]
    return st.one_of(ways)


def saying(told: Mapping[str, Any]) -> Fit:
    """Puts these values where a body has fields of these names."""

    def fit(case: AnyCase) -> AnyCase:
        if isinstance(case.body, dict):
            case.body.update({name: value for name, value in told.items() if name in case.body})
        return case

    return fit


def _leaves(error: BaseException) -> Iterator[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            yield from _leaves(one)
    else:
        yield error


def _told(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:_SHOWN]
