"""What every API does before it generates: say on whose behalf, and hold the organization to its plan's pace."""

from contentforge_app.apis.common.callers import Caller, key_of
from contentforge_content.author import Author
from contentforge_platform.http.rate_limits import note_quota, per_minute


def author_of(caller: Caller) -> Author:
    """On whose behalf the caller generates. What that leaves of the month is told with the answer."""
    author = Author(caller.tenant, caller.user, caller.plan, key_of(caller.principal))
    note_quota(caller.links.request.scope, lambda: author.quota.remaining)
    return author


async def count_generation(caller: Caller) -> None:
    """Hold the organization to its plan's pace.

    Raises:
        TooManyRequests: 429.
    """
    pace = per_minute(caller.plan.generations_per_minute)
    await caller.runtime.limiter.enforce(pace, str(caller.tenant), name="generation")
