"""`contentforge lift-second-factor`: what an operator types for somebody who has lost device and recovery codes."""

import asyncio
import os
import sys
from pathlib import Path

from support.app import API, PASSWORD, SECRETS, Api
from support.databases import DatabaseUrls
from support.second_factor import with_second_factor


async def lift(urls: DatabaseUrls, folder: Path, email: str) -> tuple[int, str, str]:
    base = {name: value for name, value in os.environ.items() if not name.startswith("CONTENTFORGE_")}
    settings = {
        "CONTENTFORGE_ENV": "development",
        "CONTENTFORGE_DATA_DIR": str(folder),
        "CONTENTFORGE_DATABASE__URL": urls.app,
        "CONTENTFORGE_DATABASE__SYSTEM_URL": urls.system,
        "CONTENTFORGE_REDIS__URL": "redis://127.0.0.1:1/0",
        "CONTENTFORGE_SECRETS__JWT": f'["{SECRETS["jwt"][0]}"]',
        "CONTENTFORGE_SECRETS__KEY_PEPPER": f'["{SECRETS["key_pepper"][0]}"]',
        "CONTENTFORGE_BILLING__MODE": "off",
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "contentforge_app", "lift-second-factor", email),
        env={**base, **settings},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    told, failed = await asyncio.wait_for(process.communicate(), 60)
    return process.returncode or 0, told.decode(), failed.decode()


async def test_the_password_alone_signs_in_again_and_former_sessions_do_not(
    api: Api, database_urls: DatabaseUrls, tmp_path: Path
) -> None:
    person = await api.person()
    await with_second_factor(api, person)

    status, told, failed = await lift(database_urls, tmp_path, person.email)

    assert (status, failed) == (0, "")
    assert person.email in told
    body = {"email": person.email, "password": PASSWORD}
    assert (await api.client.post(f"{API}/auth/login", json=body)).status_code == 200
    assert (await api.client.get(f"{API}/auth/me", headers=person.auth)).status_code == 401
    again = await lift(database_urls, tmp_path, person.email)
    assert again == (1, "", "The second factor is off.\n")


async def test_an_address_without_account_is_told(database_urls: DatabaseUrls, tmp_path: Path) -> None:
    assert await lift(database_urls, tmp_path, "nobody@example.com") == (
        1,
        "",
        "There is no account with this address.\n",
    )
