"""The real engines, started from wheels: PostgreSQL and Valkey for development and tests."""

from contentforge_app.embedded.errors import EngineError, FolderBusyError
from contentforge_app.embedded.postgres import EmbeddedPostgres, RunningPostgres
from contentforge_app.embedded.valkey import EmbeddedValkey, RunningValkey

__all__ = ["EmbeddedPostgres", "EmbeddedValkey", "EngineError", "FolderBusyError", "RunningPostgres", "RunningValkey"]
