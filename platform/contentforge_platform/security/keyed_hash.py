"""Digests of credentials at rest: keyed, so that a stolen table alone lets nobody test a guess."""

import hashlib
import hmac
from collections.abc import Sequence

from pydantic import SecretStr


class KeyedHash:
    """HMAC-SHA256 under a list of peppers, newest first, in a domain of its own for each `purpose`.

    The credentials are random (at least 238 bits), so no slow hash is needed and a digest can be looked up by index.
    """

    def __init__(self, peppers: Sequence[SecretStr], purpose: str) -> None:
        if not peppers:
            raise ValueError("digests of credentials need at least one pepper")
        domain = purpose.encode() + b"\0"
        self._keyed = [hmac.new(p.get_secret_value().encode(), domain, hashlib.sha256) for p in peppers]

    def digest(self, credential: str) -> bytes:
        """The 32 bytes to store, under the newest pepper."""
        return self._under(self._keyed[0], credential)

    def candidates(self, credential: str) -> list[bytes]:
        """The digests under which a credential may be stored, newest pepper first: look up any of them."""
        return [self._under(keyed, credential) for keyed in self._keyed]

    @staticmethod
    def _under(keyed: hmac.HMAC, credential: str) -> bytes:
        copy = keyed.copy()
        copy.update(credential.encode("utf-8", "surrogatepass"))
        return copy.digest()
