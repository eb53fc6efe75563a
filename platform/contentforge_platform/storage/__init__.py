"""Objects (images, media) in a local folder or in S3, behind one protocol."""

from contentforge_platform.storage.base import CHUNK, Facts, ObjectMissing, Storage, StorageFailed, Stored
from contentforge_platform.storage.keys import check_key, new_object_key
from contentforge_platform.storage.open import open_storage
from contentforge_platform.storage.settings import Backend, StorageSettings
from contentforge_platform.storage.signing import BadSignature, UrlSigner

__all__ = [
    "CHUNK",
    "Backend",
    "BadSignature",
    "Facts",
    "ObjectMissing",
    "Storage",
    "StorageFailed",
    "StorageSettings",
    "Stored",
    "UrlSigner",
    "check_key",
    "new_object_key",
    "open_storage",
]
