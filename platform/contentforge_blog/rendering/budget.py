"""What one body may cost: some texts take time out of all proportion to their length, and are refused."""

from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from contentforge_platform.errors import Invalid

# Steps of the parser. 500,000 characters of prose with marks in every line take 90,000; the dearest steps known
# take 27 µs, so that no text holds a thread for more than some three seconds.
MOST_STEPS: Final = 120_000
# All that one request may have rendered. A megabyte of prose in however many languages takes 142,000; fifty texts that
# each take what one may would hold the thread for minutes, and with it everybody else who writes.
MOST_STEPS_AT_ONCE: Final = 150_000
LARGEST_HTML: Final = 4_000_000
_DEADLINE: Final = "deadline"


class BodyTooComplex(Invalid):
    """The body nests, repeats or refers so much that it cannot be rendered at a fair price."""

    code = "body_too_complex"

    def __init__(self) -> None:
        super().__init__("The body is too complex to be rendered. Please simplify it", loc=("body", "body"))


class Budget:
    """Steps a parser may take. Counted, not timed: whether a text is refused depends on nothing but what is asked for.

    Steps are taken from `within`, too, which several texts may share.
    """

    def __init__(self, steps: int = MOST_STEPS, *, within: "Budget | None" = None) -> None:
        self._left = steps
        self._within = within

    def spend(self) -> None:
        """Take one step, or raise BodyTooComplex once all are used up."""
        self._left -= 1
        if self._left < 0:
            raise BodyTooComplex
        if self._within is not None:
            self._within.spend()

    def environment(self) -> dict[str, object]:
        """What a parser with `budget_plugin` is given."""
        return {_DEADLINE: self}


def budget_plugin(parser: MarkdownIt) -> None:
    """Charge the budget for each step of the parser, block by block and within lines."""
    first_block, first_inline = parser.block.ruler.__rules__[0].name, parser.inline.ruler.__rules__[0].name
    parser.block.ruler.before(first_block, _DEADLINE, _between_blocks)
    parser.inline.ruler.before(first_inline, _DEADLINE, _within_lines)


def _between_blocks(state: StateBlock, _start: int, _end: int, _silent: bool) -> bool:  # noqa: FBT001 - the parser's
    _spend(state.env)
    return False


def _within_lines(state: StateInline, _silent: bool) -> bool:  # noqa: FBT001 - the parser's own signature
    _spend(state.env)
    return False


def _spend(environment: object) -> None:
    budget = environment.get(_DEADLINE) if isinstance(environment, dict) else None
    if isinstance(budget, Budget):
        budget.spend()
