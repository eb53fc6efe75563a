"""Purge what is due, in many short transactions: each step may be done twice, and another process may do the next."""

from collections.abc import Iterator
from typing import Final

import structlog
from sqlalchemy import Table

from contentforge_app.migrations.models import metadata
from contentforge_app.purge import repository
from contentforge_app.takeout import STORED
from contentforge_billing.subscriptions.rules import ENDED
from contentforge_platform.database import UnitOfWork
from contentforge_platform.ids import TenantId, UserId
from contentforge_platform.storage import Storage
from contentforge_platform.takeout import Collection, stored_keys
from contentforge_tenants.sessions import SessionsEnded

KEPT: Final = frozenset({"usage_entry", "usage_period", "operator_action"})
"""The ledger outlives organizations, numbers and ids without anybody's words, and so does the operators' own log."""
_TENANT: Final = "organization_id"
_FILES: Final = (
    *STORED,
    Collection("discarded", "discarded_objects", ("keys",), files=("keys",)),
)

log = structlog.get_logger(__name__)


def tables() -> Iterator[tuple[str, bool]]:
    """The tables from which an organization's rows are deleted, in this order, and whether rows point at each other."""
    for table in reversed(metadata.sorted_tables):
        if _TENANT in table.columns and table.name not in KEPT:
            yield table.name, _points_at_itself(table)


class Purger:
    """Deletes organizations whose time is over, then accounts, which own none any more by then."""

    def __init__(self, uow: UnitOfWork, storage: Storage) -> None:
        self._uow = uow
        self._storage = storage

    async def run(self) -> None:
        """Purge some of what is due."""
        async with self._uow.system() as session:
            organizations = await repository.due_organizations(session, sorted(ENDED))
        for tenant in organizations:
            await self._organization(tenant)
        async with self._uow.system() as session:
            accounts = await repository.due_accounts(session)
        for user in accounts:
            await self._account(user)

    async def _organization(self, tenant: TenantId) -> None:
        async with self._uow.system() as session:
            ended = await repository.shut(session, tenant)
            session.after_commit(SessionsEnded(tuple(ended)))
        # Objects before their names: whatever dies in between, nothing is left that nobody knows of.
        for collection in _FILES:
            async for keys in stored_keys(self._uow, tenant, collection):
                await self._storage.delete(keys)
        for table, whole in tables():
            more = True
            while more:
                async with self._uow.system() as session:
                    more = await repository.delete_rows(session, tenant, table, whole=whole)
        async with self._uow.system() as session:
            await repository.delete_organization(session, tenant)
        log.info("organization_purged", organization=str(tenant))

    async def _account(self, user: UserId) -> None:
        async with self._uow.system() as session:
            if not await repository.hand_on(session, user):
                log.warning("account_purge_waits", user=str(user), reason="It owns an organization.")
                return
            ended = await repository.anonymise(session, user)
            session.after_commit(SessionsEnded(tuple(ended)))
        log.info("account_purged", user=str(user))


def _points_at_itself(table: Table) -> bool:
    return any(key.column.table is table for key in table.foreign_keys)
