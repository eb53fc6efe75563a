"""A site of the blog with its staff, signed in at its API."""

from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

import httpx

from contentforge_platform.ids import TenantId, UserId
from contentforge_tenants import memberships, sessions
from contentforge_tenants.access import Audience, Role
from contentforge_tenants.client import UNKNOWN
from support.app import Api


@dataclass(frozen=True)
class Staffer:
    """Somebody of a site's staff, and a client that speaks to the site's mount."""

    api: Api
    mount: str
    tenant: TenantId
    user: UserId
    token: str

    async def __call__(self, method: str, path: str, body: object = None, **more: Any) -> httpx.Response:
        """One request with the token."""
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        if body is not None:
            more["json"] = body
        return await self.api.client.request(method, f"{self.mount}{path}", headers=headers, **more)

    async def post(self, *translations: dict[str, object], **more: object) -> dict[str, Any]:
        """A new post; in Vietnamese unless told otherwise."""
        texts = list(translations) or [{"locale": "vi", "title": "Bài viết"}]
        answer = await self("POST", "/admin/posts", {"translations": texts, **more})
        assert answer.status_code == 201, answer.text
        return dict(answer.json())


@dataclass(frozen=True)
class Newsroom:
    """A site with an ADMIN, an EDITOR and two of role AUTHOR, and readers."""

    api: Api
    mount: str
    tenant: TenantId
    admin: Staffer
    editor: Staffer
    author: Staffer
    other_author: Staffer

    @classmethod
    async def opened(cls, api: Api) -> Self:
        owner = await api.person()
        mount = f"/t/{owner.slug}/blog/api"
        roles = (Role.ADMIN, Role.EDITOR, Role.AUTHOR, Role.AUTHOR)
        staff = [await _signed_in(api, mount, owner.organization, role) for role in roles]
        return cls(api, mount, owner.organization, *staff)

    async def joined(self, role: Role) -> Staffer:
        """One more member of the organization, signed in here."""
        return await _signed_in(self.api, self.mount, self.tenant, role)

    async def read(self, path: str) -> httpx.Response:
        """One request of somebody without a token."""
        return await self.api.client.get(f"{self.mount}{path}")

    async def term(self, kind: str) -> UUID:
        """A category or tag, straight into the database."""
        async with self.api.runtime.uow.write(self.tenant) as session:
            made: UUID = await session.fetchval(
                f"INSERT INTO blog_{kind} (organization_id, id) VALUES ($1, gen_random_uuid()) RETURNING id",
                self.tenant,
            )
            await session.fetchval(
                f"INSERT INTO blog_{kind}_translation (organization_id, {kind}_id, locale, name, slug)"
                " VALUES ($1, $2, 'vi', 'Công nghệ', $3)",
                self.tenant,
                made,
                made.hex[:8],
            )
        return made

    async def image(self) -> UUID:
        """A picture in the media library, straight into the database."""
        async with self.api.runtime.uow.write(self.tenant) as session:
            made: UUID = await session.fetchval(
                "INSERT INTO blog_media (organization_id, id, uploader_id, filename, original_name, mime_type, kind,"
                " size_bytes, object_key, status)"
                " VALUES ($1, gen_random_uuid(), $2, 'a.jpg', 'photo.jpg', 'image/jpeg', 'IMAGE', 9, 'a.jpg', 'ready')"
                " RETURNING id",
                self.tenant,
                self.admin.user,
            )
        return made


async def _signed_in(api: Api, mount: str, tenant: TenantId, role: Role) -> Staffer:
    person = await api.person()
    async with api.runtime.uow.write(tenant) as session:
        await memberships.add(session, tenant, person.user_id, role, name=f"Our {role}")
        pair = await sessions.start(session, api.runtime.keyring, person.user_id, tenant, Audience.BLOG, UNKNOWN)
    return Staffer(api, mount, tenant, person.user_id, pair.access_token)
