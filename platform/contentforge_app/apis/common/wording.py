"""Refusals in an API's own words: what the core calls by a code has a sentence, and a status, of its own in each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from contentforge_app.apis.common.fields import REFUSED
from contentforge_platform.http.envelope import FieldProblem, Origin, Problem

_BAD_REQUEST: Final = 400
_UNREADABLE: Final = frozenset({Origin.VALIDATION, Origin.MALFORMED})


@dataclass(frozen=True, slots=True)
class Wording:
    """What an API says, and with which status, by the code of the refusal; the core's own words for all others.

    Refused fields and bodies that cannot be read are 400; the sentence is that of the first problem.
    """

    messages: Mapping[str, str] = field(default_factory=dict)
    statuses: Mapping[str, int] = field(default_factory=dict)

    def status(self, problem: Problem) -> int:
        """The status of the answer."""
        if problem.origin in _UNREADABLE:
            return _BAD_REQUEST
        return self.statuses.get(problem.code, problem.status)

    def message(self, problem: Problem) -> str:
        """One sentence for people."""
        return self.sentences(problem)[0]

    def sentences(self, problem: Problem) -> list[str]:
        """A sentence for each problem: one, unless several fields are refused."""
        if problem.origin is not Origin.VALIDATION:
            return [self.messages.get(problem.code, problem.message)]
        return [_sentence(one, problem.code) for one in problem.fields]


def _sentence(one: FieldProblem, code: str) -> str:
    # Sentences of ours stand by themselves; the framework's ("Input should be a valid string") need the field.
    if one.type in {REFUSED, code} or not one.loc:
        return one.msg
    return f"{one.loc[-1]}: {one.msg}"
