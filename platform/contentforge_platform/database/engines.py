"""One engine per role, with time limits that keep a stuck process from holding the others up."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from contentforge_platform.database.roles import async_url
from contentforge_platform.database.settings import DatabaseSettings


class Database:
    """The engines of a process: `app` serves tenants, `read` is its pool read-only, `system` sees every row."""

    def __init__(self, settings: DatabaseSettings, *, application: str) -> None:
        if settings.url is None or settings.system_url is None:
            raise ValueError(
                "Set CONTENTFORGE_DATABASE__URL and CONTENTFORGE_DATABASE__SYSTEM_URL, or run `contentforge dev`."
            )
        self._settings = settings
        self._application = application
        self.app: AsyncEngine = self._engine(settings.url.get_secret_value(), settings.pool_size)
        self.read: AsyncEngine = self.app.execution_options(postgresql_readonly=True)
        self.system: AsyncEngine = self._engine(settings.system_url.get_secret_value(), settings.system_pool_size)

    def _engine(self, url: str, size: int) -> AsyncEngine:
        limits = self._settings
        return create_async_engine(
            async_url(url),
            pool_size=size,
            max_overflow=0,
            pool_timeout=limits.pool_timeout_seconds,
            pool_use_lifo=True,
            hide_parameters=True,
            connect_args={
                "timeout": 5,
                "server_settings": {
                    "application_name": self._application,
                    "jit": "off",
                    "statement_timeout": _milliseconds(limits.statement_timeout_seconds),
                    "lock_timeout": _milliseconds(limits.lock_timeout_seconds),
                    "idle_in_transaction_session_timeout": _milliseconds(limits.idle_transaction_seconds),
                },
            },
        )

    async def check(self) -> None:
        """Ask the server for an answer.

        Raises:
            Exception: whatever the driver says when the database cannot be reached.
        """
        async with self.app.connect() as connection:
            await connection.execute(text("SELECT 1"))

    async def close(self) -> None:
        """Close all pooled connections."""
        await self.app.dispose()
        await self.system.dispose()


def _milliseconds(seconds: float) -> str:
    return str(int(seconds * 1000))
