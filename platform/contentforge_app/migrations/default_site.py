"""The organization of the default site: there from the start, empty, led by nobody until its first administrator."""

from typing import Final

from pydantic import SecretStr

from contentforge_platform.database import Database, DatabaseSettings, UnitOfWork
from contentforge_tenants import organizations

DEFAULT_SITE: Final = "default"
_NAME: Final = "Default site"


async def ensure_default_site(app_url: str, system_url: str, slug: str) -> None:
    """Make the organization with this slug if there is none."""
    settings = DatabaseSettings.model_validate(
        {"url": SecretStr(app_url), "system_url": SecretStr(system_url), "pool_size": 1, "system_pool_size": 1}
    )
    database = Database(settings, application="contentforge migrate")
    try:
        async with UnitOfWork(database, lambda _: None).write(None) as session:
            await organizations.ensure_unowned(session, slug, _NAME)
    finally:
        await database.close()
