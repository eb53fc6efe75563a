"""Where the database is, as whom to speak to it, and how many connections a process may hold."""

from pydantic import Field, SecretStr

from contentforge_platform.settings import Section


class DatabaseSettings(Section):
    """CONTENTFORGE_DATABASE__*. PostgreSQL 15 or later; SQLAlchemy URLs or plain postgresql:// ones."""

    url: SecretStr | None = Field(None, description="Role `app`: serves requests under row-level security.")
    owner_url: SecretStr | None = Field(None, description="Role `owner`: only `migrate` and `restore` act as it.")
    system_url: SecretStr | None = Field(None, description="Role `system`: claims, sweeps, relays, backs up.")
    pool_size: int = Field(12, ge=1, le=200, description="Connections of role `app` that one process may hold.")
    system_pool_size: int = Field(
        4, ge=1, le=100, description="Connections of role `system` that one process may hold."
    )
    pool_timeout_seconds: float = Field(5.0, gt=0, description="How long a request waits for a free connection.")
    statement_timeout_seconds: float = Field(15.0, gt=0, description="The database ends a longer statement.")
    lock_timeout_seconds: float = Field(5.0, gt=0, description="The database ends a longer wait for a lock.")
    idle_transaction_seconds: float = Field(
        10.0, gt=0, description="The database ends a transaction whose process stands still; its locks are freed."
    )
