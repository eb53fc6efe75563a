"""Where objects are kept."""

from enum import StrEnum
from pathlib import Path

from pydantic import Field, SecretStr

from contentforge_platform.settings import Section


class Backend(StrEnum):
    """`local` is a folder, for one machine; `s3` is anything that speaks S3."""

    LOCAL = "local"
    S3 = "s3"


class StorageSettings(Section):
    """CONTENTFORGE_STORAGE__*."""

    backend: Backend = Field(Backend.LOCAL, description="`local` (a folder) or `s3`.")
    folder: Path | None = Field(None, description="Folder of the local backend; `storage` in the data folder if unset.")
    bucket: str = Field(
        "contentforge",
        description="Bucket of the S3 backend. Keys need to read, write, delete and list objects, and to list and abort"
        " uploads in parts, unless a rule of the bucket removes those that were not finished.",
    )
    endpoint_url: str | None = Field(None, description="Address of an S3 service other than Amazon's.")
    region: str = Field("us-east-1", description="Region of the bucket.")
    access_key_id: SecretStr | None = Field(None, description="Access key; the machine's own role if unset.")
    secret_access_key: SecretStr | None = Field(None, description="Secret of the access key.")
    url_seconds: int = Field(86_400, ge=60, le=604_800, description="How long an address given out stays good.")
    timeout_seconds: float = Field(10, gt=0, le=300, description="How long one exchange with the storage may take.")
    threads: int = Field(8, ge=1, le=64, description="Exchanges with the storage that one process has under way.")
