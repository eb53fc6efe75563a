"""A disaster and the way back: a site with pictures on a rig, the rig's data destroyed, and what an operator types."""

import asyncio
import shutil
import sys
from dataclasses import dataclass
from typing import Any, Final, Self
from uuid import UUID, uuid4

import asyncpg
import httpx
from sqlalchemy import make_url

from support.files import picture
from support.rig import Rig
from support.rig_client import new_mark
from support.rig_moves import eventually

_TENANT: Final = "SELECT organization_id FROM generation_job WHERE id = $1"
_SECONDS: Final = 180
_LOST: Final = (
    "DROP DATABASE contentforge WITH (FORCE)",
    "DROP ROLE contentforge_app",
    "DROP ROLE contentforge_system",
    "ALTER ROLE contentforge_owner CREATEROLE",
    "CREATE DATABASE contentforge OWNER contentforge_owner",
)


@dataclass(frozen=True)
class Site:
    """The blog's default site with a published post and its picture, as readers see them over HTTP."""

    rig: Rig
    http: httpx.AsyncClient
    slug: str

    @classmethod
    async def published(cls, rig: Rig, http: httpx.AsyncClient) -> Self:
        """A new author uploads a picture and publishes a post with it."""
        name = uuid4().hex[:16]
        account = {"email": f"{name}@example.com", "password": f"canary-password-{name}", "name": "An author"}
        base = _base(rig)
        told = await _told(await http.post(f"{base}/blog/api/auth/register", json=account))
        rig.journal.secrets.update((account["password"], told["accessToken"], told["refreshToken"]))
        headers = {"Authorization": f"Bearer {told['accessToken']}"}

        async def post(path: str, **body: Any) -> dict[str, Any]:
            return await _told(await http.post(f"{base}/blog/api/admin/{path}", headers=headers, **body))

        files = {"file": ("lamp.jpg", picture(), "image/jpeg")}
        media = await post("media/upload", files=files)
        text = {"locale": "en", "title": f"Lamps {name}", "body": "Folded steel.", "heroImageId": media["id"]}
        written = await post("posts", json={"translations": [text]})
        await post(f"posts/{written['id']}/publish", json={})
        return cls(rig, http, next(iter(written["translations"]))["slug"])

    async def read(self) -> tuple[str, dict[str, bytes]]:
        """The post's text, and every picture of it, by path; waits until they are made."""

        async def made() -> bool:
            return await self.rig.value("SELECT count(*) FROM blog_media WHERE status <> 'ready'") == 0

        await eventually(made, "the pictures of the post are made")
        answer = await self.http.get(f"{_base(self.rig)}/blog/api/posts/en/{self.slug}")
        post = (await _told(answer))["currentTranslation"]
        hero = post["heroImage"]
        paths = [httpx.URL(url).raw_path.decode() for url in (hero["url"], *hero["variants"].values())]
        answers = [await self.http.get(f"{_base(self.rig)}{path}") for path in paths]
        assert {answer.status_code for answer in answers} == {200}
        assert len({answer.content for answer in answers}) == len(paths)
        return post["bodyHtml"], {path: answer.content for path, answer in zip(paths, answers, strict=True)}


async def held_order(rig: Rig, http: httpx.AsyncClient) -> UUID:
    """An order at an API whose orders are held for a while before they run."""
    name = uuid4().hex
    account = {"name": "Ada", "email": f"{name}@example.com", "password": f"canary-password-{name}"}
    base = f"{_base(rig)}/generator"
    token = (await _told(await http.post(f"{base}/auth/register", json=account)))["token"]
    rig.journal.secrets.update((account["password"], token))
    order = {"prompt": f"A desk lamp {new_mark()}", "contentType": "Product Description"}
    answer = await http.post(f"{base}/generate-content", json=order, headers={"Authorization": f"Bearer {token}"})
    job = UUID((await _told(answer))["jobId"])
    tenant = await rig.value(_TENANT, job)
    assert isinstance(tenant, UUID)
    rig.journal.accepted[job] = tenant
    return job


async def typed(rig: Rig, *words: str) -> tuple[int, str, str]:
    """What an operator types on this rig: the exit status, what is told, and what is told of errors and progress."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "contentforge_app", *words),
        env=rig.environment(),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        told, failed = await asyncio.wait_for(process.communicate(), _SECONDS)
    finally:
        if process.returncode is None:
            process.kill()
    return process.returncode or 0, told.decode(), failed.decode()


async def destroy(rig: Rig) -> None:
    """Lose everything but the secrets: the database, the roles that serve, the files, and what the broker had."""
    connection = await asyncpg.connect(
        make_url(rig.urls.admin).set(database="postgres").render_as_string(hide_password=False)
    )
    for statement in _LOST:
        await connection.execute(statement)
    await connection.close()
    shutil.rmtree(rig.storage.parent)
    rig.empty_and_restart_valkey()


def _base(rig: Rig) -> str:
    return f"http://127.0.0.1:{rig.port_of(rig.running('api')[0])}"


async def _told(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code < 300, answer.text
    return dict(answer.json())
