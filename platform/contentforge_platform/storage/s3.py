"""Objects in S3. boto3 blocks, so it runs in a few threads of our own."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

import boto3
import structlog
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from typing_extensions import override

from contentforge_platform.ids import new_id
from contentforge_platform.storage.base import ObjectMissing, Storage, StorageFailed, Stored
from contentforge_platform.storage.keys import check_key
from contentforge_platform.storage.settings import StorageSettings

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

Result = TypeVar("Result")

log = structlog.get_logger(__name__)

_MOST_PER_DELETE: Final = 1000
_MISSING: Final = frozenset({"404", "NoSuchKey", "NotFound"})
_CACHE: Final = "private, max-age=86400"


class S3Storage(Storage):
    """A bucket. Addresses given out are presigned."""

    def __init__(self, settings: StorageSettings) -> None:
        self._bucket = settings.bucket
        self._seconds = settings.url_seconds
        self._threads = ThreadPoolExecutor(settings.threads, thread_name_prefix="s3")
        self._client = _client(settings)

    @override
    async def put(self, key: str, body: bytes, *, content_type: str) -> None:
        await self._run(
            partial(
                self._client.put_object,
                Bucket=self._bucket,
                Key=check_key(key),
                Body=body,
                ContentType=content_type,
                CacheControl=_CACHE,
            )
        )

    @override
    async def get(self, key: str) -> Stored:
        def read() -> Stored:
            answer = self._client.get_object(Bucket=self._bucket, Key=check_key(key))
            with answer["Body"] as stream:
                return Stored(stream.read(), answer["ContentType"])

        return await self._run(read)

    @override
    async def delete(self, keys: Sequence[str]) -> None:
        names = [check_key(key) for key in keys]
        for start in range(0, len(names), _MOST_PER_DELETE):
            objects = [{"Key": name} for name in names[start : start + _MOST_PER_DELETE]]
            wanted = {"Objects": objects, "Quiet": True}
            answer = await self._run(partial(self._client.delete_objects, Bucket=self._bucket, Delete=wanted))  # type: ignore[arg-type]  # a plain dict of the stub's shape
            if failed := answer.get("Errors"):
                log.warning("storage_failed", reason=failed[0].get("Code"), objects=len(failed))
                raise StorageFailed

    @override
    async def exists(self, key: str) -> bool:
        try:
            await self._run(partial(self._client.head_object, Bucket=self._bucket, Key=check_key(key)))
        except ObjectMissing:
            return False
        return True

    @override
    def url(self, key: str) -> str:
        return self._client.generate_presigned_url(
            "get_object", Params={"Bucket": self._bucket, "Key": check_key(key)}, ExpiresIn=self._seconds
        )

    @override
    async def check(self) -> None:
        key = f"probe/{new_id()}.bin"
        await self.put(key, b"probe", content_type="application/octet-stream")
        await self.delete([key])

    @override
    async def close(self) -> None:
        self._client.close()
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _run(self, call: Callable[[], Result]) -> Result:
        """Run one exchange in a thread; the backend's errors become ours, its details go to the log."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, call)
        except (BotoCoreError, ClientError) as error:
            if isinstance(error, ClientError) and _is_missing(error):
                raise ObjectMissing from None
            log.warning("storage_failed", reason=type(error).__name__)
            raise StorageFailed from error


def _client(settings: StorageSettings) -> "S3Client":
    key, secret = settings.access_key_id, settings.secret_access_key
    return boto3.client(
        "s3",
        endpoint_url=settings.endpoint_url,
        region_name=settings.region,
        aws_access_key_id=key.get_secret_value() if key else None,
        aws_secret_access_key=secret.get_secret_value() if secret else None,
        config=Config(
            connect_timeout=min(settings.timeout_seconds, 3.0),
            read_timeout=settings.timeout_seconds,
            retries={"max_attempts": 2, "mode": "standard"},
            max_pool_connections=settings.threads,
            signature_version="s3v4",
            s3={"addressing_style": "path" if settings.endpoint_url else "auto"},
        ),
    )


def _is_missing(error: ClientError) -> bool:
    return error.response.get("Error", {}).get("Code") in _MISSING
