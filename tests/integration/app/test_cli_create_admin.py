"""`contentforge create-admin --operator`: people who look after the installation."""

import asyncio
import os
import sys
from pathlib import Path
from uuid import uuid4

import pytest

from contentforge_platform.database import UnitOfWork
from support.databases import DatabaseUrls

_OPERATORS = """
SELECT count(*) FROM instance_operator AS operator JOIN user_account AS account ON account.id = operator.user_id
WHERE account.email = $1
"""


@pytest.fixture
def settings(database_urls: DatabaseUrls, tmp_path: Path) -> dict[str, str]:
    return {
        "CONTENTFORGE_ENV": "development",
        "CONTENTFORGE_DATA_DIR": str(tmp_path),
        "CONTENTFORGE_DATABASE__URL": database_urls.app,
        "CONTENTFORGE_DATABASE__SYSTEM_URL": database_urls.system,
        "CONTENTFORGE_REDIS__URL": "redis://127.0.0.1:1/0",
        "CONTENTFORGE_SECRETS__JWT": '["for tests only, and long enough to be taken for one"]',
        "CONTENTFORGE_SECRETS__KEY_PEPPER": '["for tests only, and long enough to be taken for one"]',
        "CONTENTFORGE_BILLING__MODE": "off",
        "CONTENTFORGE_ADMIN_PASSWORD": "correct horse battery",
    }


async def create_admin(settings: dict[str, str], *words: str, status: int = 0) -> str:
    base = {name: value for name, value in os.environ.items() if not name.startswith("CONTENTFORGE_")}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "contentforge_app", "create-admin", *words),
        env={**base, **settings},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    told, failed = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == status, failed.decode()
    return (failed if status else told).decode()


async def test_an_operator_is_made_and_unmade_by_who_installs_the_product(
    settings: dict[str, str], uow: UnitOfWork
) -> None:
    email = f"op{uuid4().hex[:8]}@example.com"

    async def operators() -> int:
        async with uow.system() as session:
            return int(await session.fetchval(_OPERATORS, email))

    assert "operator" not in await create_admin(settings, email)
    assert await operators() == 0
    assert f"operator   {email} (made)" in await create_admin(settings, email, "--operator")
    assert f"operator   {email} (is one)" in await create_admin(settings, email, "--operator")
    await create_admin(settings, email)
    assert await operators() == 1
    assert f"operator   {email} (no more)" in await create_admin(settings, email, "--no-operator")
    assert await operators() == 0


async def test_a_stranger_who_has_registered_the_address_before_is_not_led_in(
    settings: dict[str, str], uow: UnitOfWork
) -> None:
    email = f"op{uuid4().hex[:8]}@example.com"
    await create_admin(settings, email)
    other = '["another secret, for tests only, and long enough to be one"]'
    production = {**settings, "CONTENTFORGE_ENV": "production", "CONTENTFORGE_SECRETS__KEY_PEPPER": other}
    assert "(is one)" not in await create_admin(production, email, "--operator")  # its address counts as verified
    async with uow.system() as session:
        await session.fetchval("UPDATE user_account SET email_verified_at = NULL WHERE email = $1", email)
        await session.fetchval("DELETE FROM instance_operator")

    told = await create_admin(production, email, "--operator", status=1)

    assert "nobody has proved" in told
    async with uow.system() as session:
        assert await session.fetchval(_OPERATORS, email) == 0
