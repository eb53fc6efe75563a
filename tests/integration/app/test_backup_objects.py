"""The stored objects' part of a backup, out of a real S3 and back into it."""

from collections.abc import AsyncIterator
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer
from pydantic import SecretStr

from contentforge_app.backup import BackupRefused, objects
from contentforge_platform.ids import TenantId, new_id
from contentforge_platform.storage import (
    Storage,
    StorageFailed,
    StorageSettings,
    UrlSigner,
    new_object_key,
    open_storage,
)
from contentforge_platform.storage.settings import Backend

KEYS = {"access_key_id": SecretStr("test"), "secret_access_key": SecretStr("test")}
TENANT = TenantId(new_id())


@pytest.fixture
async def bucket(tmp_path: Path) -> AsyncIterator[Storage]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    client = boto3.client(
        "s3", endpoint_url=address, region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test"
    )
    client.create_bucket(Bucket="things")
    client.close()
    settings = StorageSettings(backend=Backend.S3, bucket="things", endpoint_url=address, **KEYS)
    storage = open_storage(settings, data_dir=tmp_path, signer=UrlSigner([SecretStr("x" * 32)], seconds=3600))
    try:
        yield storage
    finally:
        await storage.close()
        server.stop()


def listed(folder: Path, *keys: str) -> Path:
    path = folder / "keys.txt"
    path.write_text("".join(f"{key}\n" for key in keys), encoding="ascii")
    return path


async def test_objects_come_back_into_a_bucket_with_their_bytes_and_types(bucket: Storage, tmp_path: Path) -> None:
    bodies = {
        new_object_key(TENANT, "media", "webp"): (b"a small picture", "image/webp"),
        new_object_key(TENANT, "media", "mp4"): (bytes(range(256)) * 40_000, "video/mp4"),
        new_object_key(TENANT, "media", "svg"): (b"", "image/svg+xml"),
    }
    for key, (body, content_type) in bodies.items():
        await bucket.put(key, body, content_type=content_type)
    gone = new_object_key(TENANT, "media", "webp")

    kept = await objects.keep(bucket, listed(tmp_path, *bodies, gone), tmp_path / "objects.tar", print)
    await bucket.delete(list(bodies))
    given = await objects.give_back(bucket, tmp_path / "objects.tar", print)

    assert (kept.stored, kept.absent, given) == (3, 1, 3)
    for key, (body, content_type) in bodies.items():
        stored = await bucket.get(key)
        assert (stored.body, stored.content_type) == (body, content_type)


async def test_a_name_that_climbs_out_of_the_storage_is_refused(bucket: Storage, tmp_path: Path) -> None:
    key = new_object_key(TENANT, "media", "webp")
    await bucket.put(key, b"a picture", content_type="image/webp")
    tar = tmp_path / "objects.tar"
    await objects.keep(bucket, listed(tmp_path, key), tar, print)
    tar.write_bytes(_renamed(tar.read_bytes(), key, "../" * 5 + "etc/passwd"))

    with pytest.raises(BackupRefused, match="is not a key of ours"):
        await objects.give_back(bucket, tar, print)


def _renamed(tar: bytes, former: str, name: str) -> bytes:
    """Give a member another name, in its header and in the header's sum."""
    start = tar.index(former.encode() + b"\0")
    header = bytearray(tar[start : start + 512])
    header[:100] = name.encode().ljust(100, b"\0")
    header[148:156] = b" " * 8
    header[148:156] = f"{sum(header):06o}\0 ".encode()
    return tar[:start] + bytes(header) + tar[start + 512 :]


async def test_a_storage_that_does_not_answer_ends_it(tmp_path: Path) -> None:
    settings = StorageSettings(backend=Backend.S3, endpoint_url="http://127.0.0.1:9", timeout_seconds=1, **KEYS)
    storage = open_storage(settings, data_dir=tmp_path, signer=UrlSigner([SecretStr("x" * 32)], seconds=3600))
    with pytest.raises(StorageFailed):
        await objects.keep(
            storage, listed(tmp_path, new_object_key(TENANT, "media", "webp")), tmp_path / "o.tar", print
        )
    await storage.close()
