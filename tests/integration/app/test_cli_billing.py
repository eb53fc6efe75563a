"""`contentforge billing sync`: what an operator reads, and what is done by it."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from contentforge_billing import plans
from support.databases import DatabaseUrls
from support.sandbox import KEY, SECRET, Sandbox, serving

PORTAL = "let the portal sell Pro, Enterprise"


@dataclass
class Shell:
    """Where an operator types: the environment's settings, and a sandbox behind them."""

    settings: dict[str, str]
    sandbox: Sandbox

    async def sync(self, *options: str, **changed: str) -> tuple[int, list[str], str]:
        """The exit status, the lines told, and what is told of errors."""
        base = {name: value for name, value in os.environ.items() if not name.startswith(("CONTENTFORGE_", "STRIPE_"))}
        command = [sys.executable, "-m", "contentforge_app", "billing", "sync", *options]
        process = await asyncio.create_subprocess_exec(
            *command,
            env={**base, **self.settings, **changed},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        told, failed = await asyncio.wait_for(process.communicate(), 60)
        return process.returncode or 0, told.decode().splitlines(), failed.decode()

    async def prices(self) -> list[tuple[int | None, str | None, bool]]:
        """All prices of Pro, oldest first."""
        found = await self.sandbox.client.v1.prices.list_async({"product": "contentforge_pro"})
        return [(one.unit_amount, one.lookup_key, one.active) for one in reversed(found.data)]


@pytest.fixture
async def shell(own_database_urls: DatabaseUrls, tmp_path: Path) -> AsyncIterator[Shell]:
    async with serving(own_database_urls) as sandbox:
        settings = {
            "CONTENTFORGE_ENV": "development",
            "CONTENTFORGE_DATA_DIR": str(tmp_path),
            "CONTENTFORGE_DATABASE__URL": own_database_urls.app,
            "CONTENTFORGE_DATABASE__SYSTEM_URL": own_database_urls.system,
            "CONTENTFORGE_REDIS__URL": "redis://127.0.0.1:1/0",
            "CONTENTFORGE_SECRETS__JWT": '["for tests only, and long enough to be taken for one"]',
            "CONTENTFORGE_SECRETS__KEY_PEPPER": '["for tests only, and long enough to be taken for one"]',
            "CONTENTFORGE_BILLING__MODE": "sandbox",
            "CONTENTFORGE_BILLING__SANDBOX_URL": sandbox.address,
            "STRIPE_SECRET_KEY": KEY,
            "STRIPE_WEBHOOK_SECRET": SECRET,
        }
        yield Shell(settings, sandbox)


async def test_a_dry_run_tells_what_would_be_done_and_does_nothing(shell: Shell) -> None:
    status, told, _ = await shell.sync()

    assert status == 0
    assert told == [
        f"This is the sandbox at {shell.sandbox.address}/.",
        "would create the product Pro",
        "would create the price of Pro: 19.00 USD a month",
        "would create the product Enterprise",
        "would create the price of Enterprise: 49.00 USD a month",
        f"would {PORTAL}",
        "Nothing was changed: add --apply to do this.",
    ]
    assert (await shell.sandbox.client.v1.products.list_async({})).data == []


async def test_applying_tells_what_was_done_and_a_second_time_finds_nothing(shell: Shell) -> None:
    status, told, _ = await shell.sync("--apply")
    again = await shell.sync("--apply")

    assert status == 0
    assert told[1] == "done: create the product Pro"
    assert told[-1] == f"done: {PORTAL}"
    assert again[0] == 0
    assert again[1][1:] == ["It sells what the plan file says; there is nothing to do."]
    assert await shell.prices() == [(1900, "contentforge_pro_monthly", True)]


async def test_a_changed_price_takes_the_key_over_and_the_former_is_kept_for_subscribers(
    shell: Shell, tmp_path: Path
) -> None:
    await shell.sync("--apply")
    shipped = Path(plans.__file__).with_name("plans.yaml").read_text(encoding="utf-8")
    dearer = tmp_path / "dearer.yaml"
    dearer.write_text(shipped.replace("1900", "2900"), encoding="utf-8")

    status, told, _ = await shell.sync("--apply", CONTENTFORGE_BILLING__PLANS_FILE=str(dearer))

    assert status == 0
    assert told[1:] == [
        "done: change the price of Pro from 19.00 USD to 29.00 USD a month; subscribers go on paying 19.00 USD",
        f"done: {PORTAL}",
    ]
    assert await shell.prices() == [(1900, None, True), (2900, "contentforge_pro_monthly", True)]


async def test_money_without_a_smaller_unit_is_told_as_it_is(shell: Shell, tmp_path: Path) -> None:
    shipped = Path(plans.__file__).with_name("plans.yaml").read_text(encoding="utf-8")
    file = tmp_path / "dong.yaml"
    file.write_text(shipped.replace("currency: usd", "currency: vnd").replace("1900", "490000"), encoding="utf-8")

    _, told, _ = await shell.sync(CONTENTFORGE_BILLING__PLANS_FILE=str(file))

    assert "would create the price of Pro: 490000 VND a month" in told


async def test_a_wrong_key_is_named(shell: Shell) -> None:
    status, _, failed = await shell.sync(STRIPE_SECRET_KEY="sk_test_of_somebody_else")

    assert status == 1
    assert "The key is refused by the sandbox" in failed
    assert "check STRIPE_SECRET_KEY" in failed


async def test_nobody_at_the_address_is_told_with_the_address(shell: Shell) -> None:
    status, _, failed = await shell.sync("--apply", CONTENTFORGE_BILLING__SANDBOX_URL="http://127.0.0.1:9")

    assert status == 1
    assert "No usable answer came from the sandbox at http://127.0.0.1:9/." in failed
    assert "goes on from there" in failed


async def test_what_differs_is_put_right_and_nothing_else(shell: Shell) -> None:
    await shell.sync("--apply")
    products = shell.sandbox.client.v1.products
    await products.update_async("contentforge_enterprise", {"active": False})
    await products.update_async("contentforge_pro", {"name": "Former"})

    status, told, _ = await shell.sync("--apply")

    assert (status, told[1:]) == (
        0,
        ["done: rename the product Former to Pro", "done: sell the product Enterprise again", f"done: {PORTAL}"],
    )
