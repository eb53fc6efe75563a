"""What a backup says of itself: its last file, so that a folder without it is no backup."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from contentforge_app.backup import parts
from contentforge_app.backup.errors import BackupRefused

NAME: Final = "manifest.json"
DATABASE: Final = "database.dump"
OBJECTS: Final = "objects.tar"
_FINGERPRINT_LENGTH: Final = 16


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Part(_Section):
    """A file of the backup: its length in bytes, and its SHA-256 in hexadecimal digits."""

    size: int = Field(ge=0)
    sha256: str


class Objects(_Section):
    """How many stored objects are in the backup, and how many were named by rows and not in the storage."""

    stored: int = Field(ge=0)
    absent: int = Field(ge=0)


class Roles(_Section):
    """The names of the database's roles; grants and policies in the dump are theirs."""

    owner: str
    app: str
    system: str


class Manifest(_Section):
    """Everything that is to be known before a backup is restored.

    Attributes:
        version, revision: the release that took it, and the migration at which the database stood.
        server, tool: PostgreSQL's major version, and that of the pg_dump that wrote the dump.
        rows: how many rows of each table are in the dump, by `schema.table`.
        parts: the files beside this one, by name.
        objects: None if the backup was taken without media.
        peppers: fingerprints of the secrets without which keys and sessions in it are not known any more.
    """

    format: Literal[1] = 1
    version: str
    revision: str
    taken_at: datetime
    server: int
    tool: int
    roles: Roles
    rows: dict[str, int]
    parts: dict[str, Part]
    objects: Objects | None
    peppers: list[str]

    def write(self, folder: Path) -> None:
        with parts.created(folder / NAME) as file:
            file.write(self.model_dump_json(indent=2).encode() + b"\n")

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """The manifest of a backup.

        Raises:
            BackupRefused: there is none, or it cannot be read.
        """
        try:
            return cls.model_validate_json((folder / NAME).read_bytes())
        except FileNotFoundError:
            raise BackupRefused(f"{folder} is not a whole backup: there is no {NAME} in it.") from None
        except (ValidationError, UnicodeDecodeError):
            raise BackupRefused(
                f"{folder / NAME} cannot be read: it is damaged, or of another release's format."
            ) from None

    def check(self, folder: Path) -> None:
        """Hold every file of the backup to its length and its sum.

        Raises:
            BackupRefused: a file is missing, cut off or altered.
        """
        if DATABASE not in self.parts or (self.objects is not None and OBJECTS not in self.parts):
            raise BackupRefused(f"{folder / NAME} does not name all files of a backup.")
        for name, part in self.parts.items():
            path = folder / Path(name).name
            if not path.is_file():
                raise BackupRefused(f"{path} is missing.")
            found = path.stat().st_size
            if found != part.size:
                raise BackupRefused(f"{path} has {found} bytes instead of {part.size}: it is not whole.")
            if parts.digest(path) != part.sha256:
                raise BackupRefused(f"{path} is damaged: its SHA-256 is not the one in {NAME}.")


def part_of(path: Path) -> Part:
    """Describe a file that is complete."""
    return Part(size=path.stat().st_size, sha256=parts.digest(path))


def fingerprints(secrets: Sequence[SecretStr]) -> list[str]:
    """Tell secrets from each other without telling them: they are random and long, so nobody guesses one from this."""
    digests = (sha256(b"contentforge backup\0" + secret.get_secret_value().encode()) for secret in secrets)
    return [digest.hexdigest()[:_FINGERPRINT_LENGTH] for digest in digests]
