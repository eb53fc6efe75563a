"""`contentforge import` and `export`: what an operator types, and reads."""

import asyncio
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from contentforge_blog.posts.text import Text
from contentforge_platform.database import UnitOfWork
from support.databases import DatabaseUrls
from support.posts import Desk


@dataclass
class Shell:
    """Where an operator types, and the site that they work on."""

    settings: dict[str, str]
    desk: Desk
    site: str
    email: str

    async def __call__(self, *words: str) -> tuple[int, str, str]:
        """The exit status, what is told, and what is told of errors."""
        base = {name: value for name, value in os.environ.items() if not name.startswith("CONTENTFORGE_")}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "contentforge_app", *words),
            env={**base, **self.settings},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        told, failed = await asyncio.wait_for(process.communicate(), 60)
        return process.returncode or 0, told.decode(), failed.decode()


@pytest.fixture
async def shell(uow: UnitOfWork, database_urls: DatabaseUrls, tmp_path: Path) -> Shell:
    desk = await Desk.opened(uow)
    [row] = await desk.fetch(
        "SELECT organization.slug, account.email FROM organization"
        " JOIN user_account AS account ON account.id = organization.owner_id WHERE organization.id = $1"
    )
    settings = {
        "CONTENTFORGE_ENV": "development",
        "CONTENTFORGE_DATA_DIR": str(tmp_path),
        "CONTENTFORGE_DATABASE__URL": database_urls.app,
        "CONTENTFORGE_DATABASE__SYSTEM_URL": database_urls.system,
        "CONTENTFORGE_REDIS__URL": "redis://127.0.0.1:1/0",
        "CONTENTFORGE_SECRETS__JWT": '["for tests only, and long enough to be taken for one"]',
        "CONTENTFORGE_SECRETS__KEY_PEPPER": '["for tests only, and long enough to be taken for one"]',
        "CONTENTFORGE_BILLING__MODE": "off",
    }
    return Shell(settings, desk, row["slug"], row["email"])


async def test_posts_are_taken_along_and_brought_in_again_after_they_were_lost(shell: Shell, tmp_path: Path) -> None:
    post = await shell.desk.write(texts={"vi": Text(title="Tiêu đề", body="Thân")})
    bundle = str(tmp_path / "site.zip")

    assert await shell("export", bundle, "--site", shell.site) == (
        0,
        f"1 post and 0 files of {shell.site} are in {bundle}\n",
        "",
    )
    async with shell.desk.uow.write(shell.desk.tenant) as session:
        await session.fetchval("DELETE FROM blog_post WHERE id = $1", post.id)
    bring = ("import", "markdown", bundle, "--site", shell.site, "--author", shell.email)
    assert await shell(*bring) == (0, "1 made, 0 there already, 0 refused\n", "")
    assert await shell(*bring) == (0, "0 made, 1 there already, 0 refused\n", "")

    back = await shell.desk.read(post.id)
    assert (back.translations[0].title, back.created_at) == ("Tiêu đề", post.created_at)


async def test_what_cannot_be_brought_in_is_told_and_the_rest_is_made(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: Good\n---\nText", encoding="utf-8")
    (tmp_path / "b.md").write_text("---\ntitle: Bad\nslug: a/b\n---\nText", encoding="utf-8")

    status, told, failed = await shell(
        "import", "markdown", str(tmp_path), "--site", shell.site, "--author", shell.email
    )

    assert (status, told) == (1, "1 made, 0 there already, 1 refused\n")
    assert failed.startswith("b.md: slug")


@pytest.mark.parametrize("change", ["site", "author", "file", "source"])
async def test_what_is_not_there_is_told_in_a_line(shell: Shell, tmp_path: Path, change: str) -> None:
    words = {"source": "wordpress", "file": str(tmp_path / "x.xml"), "site": shell.site, "author": shell.email}
    words |= {change: "nobody@nowhere.example" if change == "author" else "nothing"}

    status, told, failed = await shell(
        "import", words["source"], words["file"], "--site", words["site"], "--author", words["author"]
    )

    assert status != 0
    assert told == ""
    assert "Traceback" not in failed
