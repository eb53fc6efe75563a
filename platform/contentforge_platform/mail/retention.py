"""Mails are remembered for a while, so that an operator can tell what became of one."""

from typing import Final

from contentforge_platform.database import SystemSession
from contentforge_platform.mail import repository

_KEEP_DAYS: Final = 30


async def forget_old(session: SystemSession) -> int:
    """Delete one batch of mails that are older than 30 days, whatever became of them; how many they were."""
    return await repository.forget(session, _KEEP_DAYS)
