"""Secrets that must be read again, such as those of one-time codes: encrypted at rest, each bound to its owner."""

import secrets as random
from collections.abc import Sequence
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import SecretStr

_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12


class Unreadable(Exception):
    """What was sealed cannot be opened: under none of the peppers, not for this owner, or it was tampered with."""


class Sealer:
    """AES-256-GCM under keys derived (HKDF-SHA256) from a list of peppers, newest first, for one `purpose`.

    The owner is authenticated with the text: a row copied to somebody else's place does not open there.
    """

    def __init__(self, peppers: Sequence[SecretStr], purpose: str) -> None:
        if not peppers:
            raise ValueError("sealing needs at least one pepper")
        self._ciphers = [AESGCM(_derived(pepper, purpose)) for pepper in peppers]

    def seal(self, text: str, *, owner: str) -> bytes:
        """A random nonce, and the encrypted text under the newest pepper."""
        nonce = random.token_bytes(_NONCE_BYTES)
        return nonce + self._ciphers[0].encrypt(nonce, text.encode(), owner.encode())

    def open(self, sealed: bytes, *, owner: str) -> str:
        """The text.

        Raises:
            Unreadable: it cannot be opened.
        """
        nonce, encrypted = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        for cipher in self._ciphers if encrypted else ():
            try:
                return cipher.decrypt(nonce, encrypted, owner.encode()).decode()
            except InvalidTag:
                continue
        raise Unreadable


def _derived(pepper: SecretStr, purpose: str) -> bytes:
    key = HKDF(SHA256(), _KEY_BYTES, salt=None, info=b"contentforge seal\0" + purpose.encode())
    return key.derive(pepper.get_secret_value().encode())
