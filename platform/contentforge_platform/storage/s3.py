"""Objects in S3. boto3 blocks, so it runs in a few threads of our own."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, Final, TypeVar

import boto3
import structlog
from boto3.exceptions import S3UploadFailedError
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from typing_extensions import override

from contentforge_platform.ids import new_id
from contentforge_platform.storage.base import CHUNK, Facts, ObjectMissing, Storage, StorageFailed, Stored
from contentforge_platform.storage.keys import check_key
from contentforge_platform.storage.settings import StorageSettings

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

Result = TypeVar("Result")

log = structlog.get_logger(__name__)

_MOST_PER_DELETE: Final = 1000
_MISSING: Final = frozenset({"404", "NoSuchKey", "NotFound"})
_CACHE: Final = "private, max-age=86400"
_PART: Final = 8 * 1024 * 1024
# One part at a time, in the thread that asked; what is broken off leaves no parts behind.
_IN_PARTS: Final = TransferConfig(multipart_threshold=_PART, multipart_chunksize=_PART, use_threads=False)


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
    async def put_file(self, key: str, file: BinaryIO, *, content_type: str) -> None:
        def write() -> None:
            file.seek(0)
            self._client.upload_fileobj(
                file,
                self._bucket,
                check_key(key),
                ExtraArgs={"ContentType": content_type, "CacheControl": _CACHE},
                Config=_IN_PARTS,
            )

        await self._run(write)

    @override
    async def facts(self, key: str) -> Facts:
        answer = await self._run(partial(self._client.head_object, Bucket=self._bucket, Key=check_key(key)))
        return Facts(answer["ContentLength"], answer["ContentType"])

    @override
    async def read(self, key: str, start: int, length: int) -> AsyncIterator[bytes]:
        if length <= 0:
            return
        wanted = f"bytes={start}-{start + length - 1}"
        answer = await self._run(
            partial(self._client.get_object, Bucket=self._bucket, Key=check_key(key), Range=wanted)
        )
        stream = answer["Body"]
        try:
            while piece := await self._run(partial(stream.read, CHUNK)):
                yield piece
        finally:
            stream.close()

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
        await self._run(partial(self._drop_parts, names))
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

    def _drop_parts(self, names: Sequence[str]) -> None:
        """Drop what writers who died have left of objects in parts, which no listing shows and every bill does.

        It asks for a right of its own (ListBucketMultipartUploads); without it, a rule of the bucket has to do this.
        """
        pages = self._client.get_paginator("list_multipart_uploads")
        for name in names:
            try:
                for page in pages.paginate(Bucket=self._bucket, Prefix=name):
                    for upload in page.get("Uploads", []):
                        key, number = upload.get("Key"), upload.get("UploadId")
                        if key == name and number is not None:
                            self._client.abort_multipart_upload(Bucket=self._bucket, Key=name, UploadId=number)
            except ClientError as error:
                log.warning("parts_not_dropped", reason=error.response.get("Error", {}).get("Code"))
                return

    async def _run(self, call: Callable[[], Result]) -> Result:
        """Run one exchange in a thread; the backend's errors become ours, its details go to the log."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, call)
        except (BotoCoreError, ClientError, S3UploadFailedError) as error:
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
