"""Open the storage that the settings name."""

from pathlib import Path

from contentforge_platform.observability import is_tracing
from contentforge_platform.storage.base import Storage
from contentforge_platform.storage.local import LocalStorage
from contentforge_platform.storage.settings import Backend, StorageSettings
from contentforge_platform.storage.signing import UrlSigner
from contentforge_platform.storage.traced import TracedStorage


def open_storage(settings: StorageSettings, *, data_dir: Path, signer: UrlSigner) -> Storage:
    """The local folder or the bucket; `signer` makes the addresses of local objects. Traced where traces are wanted."""
    storage = _open(settings, data_dir, signer)
    return TracedStorage(storage) if is_tracing() else storage


def _open(settings: StorageSettings, data_dir: Path, signer: UrlSigner) -> Storage:
    """Open it. boto3 (some 25 MB) loads only where objects are kept in S3."""
    if settings.backend is Backend.S3:
        from contentforge_platform.storage.s3 import S3Storage  # noqa: PLC0415 - see above

        return S3Storage(settings)
    return LocalStorage(settings.folder or data_dir / "storage", signer)
