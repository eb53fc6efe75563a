"""PostgreSQL: pools for the serving roles, typed sessions, one unit of work per request, and tenant isolation."""

from contentforge_platform.database.base import Base
from contentforge_platform.database.pools import Database
from contentforge_platform.database.roles import Roles
from contentforge_platform.database.sessions import SIGHT, Opening, ReadSession, SystemSession, WriteSession
from contentforge_platform.database.settings import DatabaseSettings
from contentforge_platform.database.unit_of_work import UnitOfWork

__all__ = [
    "SIGHT",
    "Base",
    "Database",
    "DatabaseSettings",
    "Opening",
    "ReadSession",
    "Roles",
    "SystemSession",
    "UnitOfWork",
    "WriteSession",
]
