"""What the database refused or could not do, as errors that a caller can act on."""

from typing import Final

import asyncpg

from contentforge_platform.database.transient import is_transient
from contentforge_platform.errors import BusinessError, Conflict, Invalid, Unavailable

# Text with NUL or half a surrogate pair, numbers out of range, bad patterns; nesting or length beyond all measure.
_UNFIT: Final = (asyncpg.DataError, asyncpg.ProgramLimitExceededError)
# Another request has taken or removed, at the same moment, what this one builds on.
_OVERTAKEN: Final = (asyncpg.UniqueViolationError, asyncpg.ForeignKeyViolationError)


def refusal_of(error: Exception) -> BusinessError | None:
    """The error as one of ours; None for what is our own mistake."""
    if isinstance(error, _UNFIT) or _is_unfit_parameter(error):
        return Invalid("A value contains characters or numbers that cannot be stored.", loc=())
    if isinstance(error, _OVERTAKEN):
        return Conflict("Another request has changed this at the same moment. Please try again.")
    if is_transient(error):
        return Unavailable("The service is busy. Please try again in a moment.", retry_after=2)
    return None


def _is_unfit_parameter(error: Exception) -> bool:
    """The driver's own refusal, made before anything is sent; its class bears the name of a server error's."""
    return isinstance(error, asyncpg.InterfaceError) and isinstance(error, ValueError)
