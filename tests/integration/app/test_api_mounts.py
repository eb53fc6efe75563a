"""Where the native API is found: at the root, under its name, under an organization, and by host name."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from contentforge_app.embedded import RunningValkey
from contentforge_app.mounts import ApiMount, Mounts, UnknownApi
from contentforge_platform.http.envelope import CONTENTFORGE
from support.app import API, Api, running, settings_for
from support.databases import DatabaseUrls


async def _app(*_: object) -> None:
    """Stands for any API."""


TABLE = [
    ApiMount(name, prefix, _app, CONTENTFORGE)
    for name, prefix in (("contentforge", ""), ("contentforge", "/contentforge"), ("cgms", "/cgms"), ("blog", "/blog"))
]


@pytest.mark.parametrize(
    ("path", "api", "slug", "root"),
    [
        ("/api/v1/usage", "contentforge", None, ""),
        ("/contentforge/api/v1/usage", "contentforge", None, "/contentforge"),
        ("/cgms/api/v1/contents", "cgms", None, "/cgms"),
        ("/cgms", "cgms", None, "/cgms"),
        ("/cgmsx", "contentforge", None, ""),
        ("/t/acme/api/v1/usage", "contentforge", "acme", "/t/acme"),
        ("/t/acme/blog/api/posts", "blog", "acme", "/t/acme/blog"),
        ("/t/acme", "contentforge", "acme", "/t/acme"),
        ("/t//api", "contentforge", "", "/t/"),
        ("/", "contentforge", None, ""),
    ],
)
def test_a_path_leads_to_its_api_and_organization(path: str, api: str, slug: str | None, root: str) -> None:
    place = Mounts(TABLE, {}).resolve("localhost:8000", path)

    assert (place.mount.name, place.slug, place.root_path) == (api, slug, root)


@pytest.mark.parametrize("host", ["blog.acme.test", "BLOG.ACME.TEST:8443"])
def test_a_host_leads_to_its_api_at_the_root(host: str) -> None:
    mounts = Mounts(TABLE, {"blog.acme.test": "acme/blog", "copy.test": "cgms"})

    place = mounts.resolve(host, "/t/other/cgms/api")

    assert (place.mount.name, place.slug, place.root_path) == ("blog", "acme", "")
    assert mounts.resolve("copy.test", "/api/v1/x").slug is None


def test_a_host_cannot_lead_to_an_api_that_is_not_there() -> None:
    with pytest.raises(UnknownApi, match="poetry"):
        Mounts(TABLE, {"a.test": "acme/poetry"})


async def test_the_documentation_fits_the_mount_that_was_asked(api: Api) -> None:
    for root in ("", "/contentforge", "/t/acme"):
        for prefix in ("", API):
            schema = (await api.client.get(f"{root}{prefix}/openapi.json")).json()
            assert schema["servers"] == [{"url": root or "/"}]
            page = await api.client.get(f"{root}{prefix}/docs")
            assert page.status_code == 200
            assert f"{root}{prefix}/openapi.json" in page.text


@pytest.fixture
async def hosted(database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path) -> AsyncIterator[Api]:
    settings = settings_for(database_urls, valkey, tmp_path)
    async with running(settings) as plain:
        slug = (await plain.person()).slug
    hosts = {"acme.test": f"{slug}/contentforge", "copy.test": "contentforge"}
    async with running(settings.model_copy(update={"hosts": hosts})) as started:
        yield started


async def test_by_host_name_a_stranger_finds_an_organization_closed(hosted: Api) -> None:
    person = await hosted.person()

    there = await hosted.client.get(f"http://acme.test{API}/usage", headers=person.auth)
    anywhere = await hosted.client.get(f"http://copy.test{API}/usage", headers=person.auth)

    assert there.status_code == 404
    assert anywhere.status_code == 200


async def test_a_key_opens_its_own_organization_only(api: Api) -> None:
    person, other = await api.person(plan="pro"), await api.person(plan="pro")
    key = {"X-API-Key": (await api.key(person))["key"]}

    assert (await api.client.get(f"/t/{person.slug}{API}/content/jobs", headers=key)).status_code == 200
    assert (await api.client.get(f"/t/{other.slug}{API}/content/jobs", headers=key)).status_code == 404


async def test_probes_are_answered(api: Api) -> None:
    assert (await api.client.get("/livez")).status_code == 200
    ready = await api.client.get("/readyz")
    assert (ready.status_code, ready.json()["checks"]) == (200, {"database": "ok", "migrations": "ok"})
    await api.client.get(f"{API}/billing/plans")
    metrics = (await api.client.get("/metrics")).text
    assert 'route="/api/v1/billing/plans"' in metrics
