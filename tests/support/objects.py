"""One object of each kind that routes of the native API lead to."""

from dataclasses import asdict, dataclass

from contentforge_tenants.access import Role
from support.app import API, PASSWORD, Api, Person

NOWHERE = "00000000-0000-4000-8000-000000000000"
"""An id that nothing has."""


@dataclass(frozen=True)
class Objects:
    """One object of each kind, by the name of the parameter that leads to it."""

    job_id: str
    content_id: str
    template_id: str
    image_id: str
    key_id: str
    slug: str
    session_id: str
    user_id: str
    invitation_id: str
    export_id: str

    def by_parameter(self) -> dict[str, str]:
        return asdict(self)


UNKNOWN = Objects(NOWHERE, NOWHERE, NOWHERE, NOWHERE, NOWHERE, "nobody-has-this-slug", *[NOWHERE] * 4)


async def objects_of(api: Api, person: Person) -> Objects:
    """Objects of a person and in their organization; whoever has work waiting in the database gets it done."""
    finished = await api.finished_job(person)
    pending = await api.job(person, image_urls=["https://shop.example.com/a.jpg"])
    template = await api.client.post(f"{API}/templates", json={"name": "Ours"}, headers=person.auth)
    key = await api.key(person)
    await api.client.post(f"{API}/auth/login", json={"email": person.email, "password": PASSWORD})
    member = await api.person()
    await api.join(member, person, Role.AUTHOR)
    invited = await api.client.post(
        f"{API}/organizations/{person.slug}/invitations", json={"role": "VIEWER"}, headers=person.auth
    )
    export = await api.client.post(f"{API}/organizations/{person.slug}/exports", headers=person.auth)
    sessions = (await api.client.get(f"{API}/auth/sessions", headers=person.auth)).json()
    return Objects(
        job_id=pending["id"],
        content_id=finished["content_items"][0]["id"],
        template_id=template.json()["id"],
        image_id=pending["image_items"][0]["id"],
        key_id=key["id"],
        slug=person.slug,
        session_id=next(one["id"] for one in sessions if not one["current"]),
        user_id=str(member.user_id),
        invitation_id=invited.json()["id"],
        export_id=export.json()["id"],
    )
