"""Have what failed tried again now, not when its pause is over."""

from collections.abc import Sequence
from uuid import UUID

from contentforge_platform.database.sessions import WriteSession
from contentforge_platform.ids import TenantId
from contentforge_platform.work import repository


async def hasten(session: WriteSession, tenant: TenantId, subjects: Sequence[UUID]) -> int:
    """Bring forward the items about `subjects` that wait for another attempt; how many they were.

    The next sweep finds them due. What has never been tried keeps its time: it was put off on purpose.
    """
    return await repository.hasten(session, tenant, subjects)
