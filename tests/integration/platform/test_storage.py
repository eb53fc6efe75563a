"""Both storages as their callers see them: a real folder, and a real S3 server on loopback."""

import asyncio
import os
import socket
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from moto.server import ThreadedMotoServer
from pydantic import SecretStr

from contentforge_platform.ids import TenantId, new_id
from contentforge_platform.storage import (
    BadSignature,
    ObjectMissing,
    Storage,
    StorageFailed,
    StorageSettings,
    UrlSigner,
    check_key,
    new_object_key,
    open_storage,
)
from contentforge_platform.storage.settings import Backend

TENANT = TenantId(new_id())
SECRET = SecretStr("a secret of the tests")
KEYS = {"access_key_id": SecretStr("test"), "secret_access_key": SecretStr("test")}
WEBP = "image/webp"


@pytest.fixture(scope="module")
def s3_address() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    client = boto3.client(
        "s3", endpoint_url=address, region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test"
    )
    client.create_bucket(Bucket="things")
    client.close()
    yield address
    server.stop()


@pytest.fixture(params=["local", "s3"])
async def storage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Storage]:
    settings = StorageSettings()
    if request.param == "s3":
        address = request.getfixturevalue("s3_address")
        settings = StorageSettings(backend=Backend.S3, bucket="things", endpoint_url=address, **KEYS)
    storage = open_storage(settings, data_dir=tmp_path, signer=UrlSigner([SECRET], seconds=3600))
    yield storage
    await storage.close()


def read(address: str) -> tuple[bytes, str]:
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - the address is that of our own server
        return answer.read(), answer.headers["Content-Type"]


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def test_what_was_put_is_what_one_gets(storage: Storage) -> None:
    key = new_object_key(TENANT, "media", "webp")
    body = bytes(range(256)) * 1000

    await storage.put(key, body, content_type=WEBP)
    stored = await storage.get(key)

    assert (stored.body, stored.content_type) == (body, WEBP)
    assert await storage.exists(key)


async def test_a_second_put_replaces_the_first(storage: Storage) -> None:
    key = new_object_key(TENANT, "media", "webp")

    await storage.put(key, b"first", content_type=WEBP)
    await storage.put(key, b"second", content_type=WEBP)

    assert (await storage.get(key)).body == b"second"


async def test_a_file_is_put_in_parts_and_read_in_pieces(storage: Storage, tmp_path: Path) -> None:
    key = new_object_key(TENANT, "media", "mp4")
    body = os.urandom(20 * 1024 * 1024 + 7)  # three parts of S3
    (tmp_path / "film").write_bytes(body)

    with (tmp_path / "film").open("rb") as file:
        file.seek(5)  # wherever it was read before
        await storage.put_file(key, file, content_type="video/mp4")
    pieces = [piece async for piece in storage.read(key, 3, 10 * 1024 * 1024)]

    facts = await storage.facts(key)
    assert (facts.size, facts.content_type) == (len(body), "video/mp4")
    assert b"".join(pieces) == body[3 : 3 + 10 * 1024 * 1024]
    assert max(map(len, pieces)) <= 256 * 1024
    assert (await storage.get(key)).body == body


async def test_what_is_not_there_has_no_facts_and_no_pieces(storage: Storage) -> None:
    key = new_object_key(TENANT, "media", "mp4")

    with pytest.raises(ObjectMissing):
        await storage.facts(key)
    with pytest.raises(ObjectMissing):
        await anext(aiter(storage.read(key, 0, 10)))


async def test_an_unknown_object_is_missing(storage: Storage) -> None:
    key = new_object_key(TENANT, "media", "webp")

    assert not await storage.exists(key)
    with pytest.raises(ObjectMissing):
        await storage.get(key)


async def test_deleting_takes_the_named_objects_and_may_be_repeated(storage: Storage) -> None:
    gone, kept = (new_object_key(TENANT, "media", "webp") for _ in range(2))
    for key in (gone, kept):
        await storage.put(key, b"x", content_type=WEBP)

    for _ in range(2):
        await storage.delete([gone, new_object_key(TENANT, "media", "webp")])

    assert not await storage.exists(gone)
    assert await storage.exists(kept)


async def test_parallel_puts_and_deletes_do_not_disturb_each_other(storage: Storage) -> None:
    keys = [new_object_key(TENANT, "media", "webp") for _ in range(20)]

    async def come_and_go(key: str) -> bool:
        await storage.put(key, key.encode(), content_type=WEBP)
        whole = (await storage.get(key)).body == key.encode()
        await storage.delete([key])
        return whole

    assert all(await asyncio.gather(*map(come_and_go, keys)))


@pytest.mark.parametrize(
    "key", ["../x.webp", "/etc/passwd", "a/../../x.webp", "a//b.webp", ".hidden", "A.webp", "", "a\x00"]
)
async def test_a_key_that_is_not_ours_is_never_used(storage: Storage, key: str) -> None:
    with pytest.raises(ValueError, match="not a key"):
        await storage.put(key, b"x", content_type=WEBP)
    with pytest.raises(ValueError, match="not a key"):
        await storage.get(key)
    with pytest.raises(ValueError, match="not a key"):
        storage.url(key)


async def test_the_check_leaves_nothing_behind(storage: Storage, tmp_path: Path) -> None:
    await storage.check()

    assert files_below(tmp_path) == []


def test_a_new_key_starts_with_its_organization_and_is_nobody_elses() -> None:
    keys = {new_object_key(TENANT, "media", "webp") for _ in range(100)}

    assert len(keys) == 100
    assert all(key.startswith(f"{TENANT}/media/") and check_key(key) == key for key in keys)
    with pytest.raises(ValueError, match="not a key"):
        new_object_key(TENANT, "../other", "webp")
    with pytest.raises(ValueError, match="not a key"):
        new_object_key(TENANT, "media", "webp/../../x")


async def test_a_local_file_that_could_not_be_written_leaves_nothing(tmp_path: Path) -> None:
    storage = open_storage(StorageSettings(), data_dir=tmp_path, signer=UrlSigner([SECRET], seconds=60))
    taken = new_object_key(TENANT, "media", "webp")
    path = tmp_path / "storage" / taken
    path.mkdir(parents=True)  # a folder stands where the file should go

    with pytest.raises(OSError, match="directory"):
        await storage.put(taken, b"x", content_type=WEBP)

    assert files_below(tmp_path) == []


async def test_an_s3_link_works_in_a_browser_and_only_for_its_object(s3_address: str, tmp_path: Path) -> None:
    settings = StorageSettings(backend=Backend.S3, bucket="things", endpoint_url=s3_address, url_seconds=600, **KEYS)
    storage = open_storage(settings, data_dir=tmp_path, signer=UrlSigner([SECRET], seconds=60))
    key = new_object_key(TENANT, "media", "webp")
    await storage.put(key, b"picture", content_type=WEBP)

    link = storage.url(key)
    await storage.close()

    assert await asyncio.to_thread(read, link) == (b"picture", WEBP)
    assert parse_qs(urlsplit(link).query)["X-Amz-Expires"] == ["600"]
    with pytest.raises(urllib.error.HTTPError):
        await asyncio.to_thread(read, link.replace(key, new_object_key(TENANT, "media", "webp")))


async def test_what_a_dead_writer_left_of_an_object_in_parts_goes_with_the_object(
    s3_address: str, tmp_path: Path
) -> None:
    settings = StorageSettings(backend=Backend.S3, bucket="things", endpoint_url=s3_address, **KEYS)
    storage = open_storage(settings, data_dir=tmp_path, signer=UrlSigner([SECRET], seconds=60))
    client = boto3.client(
        "s3", endpoint_url=s3_address, region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test"
    )
    gone, longer = new_object_key(TENANT, "media", "mp4"), new_object_key(TENANT, "media", "mp4")
    other = f"{gone.removesuffix('.mp4')}.mp4v"
    for key in (gone, gone, other, longer):
        upload = client.create_multipart_upload(Bucket="things", Key=key)["UploadId"]
        client.upload_part(Bucket="things", Key=key, UploadId=upload, PartNumber=1, Body=b"part")

    await storage.delete([gone])
    await storage.close()

    left = client.list_multipart_uploads(Bucket="things")["Uploads"]
    client.close()
    assert sorted(upload["Key"] for upload in left) == sorted([other, longer])


async def test_an_s3_that_does_not_answer_is_given_up(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes connections and says nothing
        settings = StorageSettings(
            backend=Backend.S3,
            bucket="things",
            endpoint_url=f"http://127.0.0.1:{silent.getsockname()[1]}",
            timeout_seconds=0.2,
            **KEYS,
        )
        storage = open_storage(settings, data_dir=tmp_path, signer=UrlSigner([SECRET], seconds=60))
        async with asyncio.timeout(30):
            with pytest.raises(StorageFailed):
                await storage.check()
        await storage.close()


def query_of(path: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}


def test_a_signed_path_opens_its_object_and_no_other() -> None:
    signer = UrlSigner([SECRET], seconds=60)
    key, other = (new_object_key(TENANT, "media", "webp") for _ in range(2))
    path = signer.path(key)
    query = query_of(path)

    assert urlsplit(path).path == f"/files/{key}"
    signer.check(key, **query)
    with pytest.raises(BadSignature):
        signer.check(other, **query)
    with pytest.raises(BadSignature):
        signer.check(key, str(int(query["until"]) + 1), query["signature"])
    with pytest.raises(BadSignature):
        signer.check(key, query["until"], query["signature"][:-1])


@pytest.mark.parametrize("until", ["", "-1", "soon", "\u0661", "1e9", "9" * 5000, "0"])
@pytest.mark.parametrize("signature", ["", "\u00e4", "x" * 43])
def test_a_made_up_signature_is_refused_whatever_it_is_made_of(until: str, signature: str) -> None:
    with pytest.raises(BadSignature):
        UrlSigner([SECRET], seconds=60).check("a/b.webp", until, signature)


def test_a_signed_path_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    signer = UrlSigner([SECRET], seconds=60)
    query = query_of(signer.path("a/b.webp"))

    monkeypatch.setattr("time.time", lambda: float(query["until"]) + 1)

    with pytest.raises(BadSignature):
        signer.check("a/b.webp", **query)


def test_a_path_signed_by_an_older_secret_is_good_until_that_secret_goes() -> None:
    query = query_of(UrlSigner([SECRET], seconds=60).path("a/b.webp"))
    newer = SecretStr("a newer secret")

    UrlSigner([newer, SECRET], seconds=60).check("a/b.webp", **query)
    with pytest.raises(BadSignature):
        UrlSigner([newer], seconds=60).check("a/b.webp", **query)
