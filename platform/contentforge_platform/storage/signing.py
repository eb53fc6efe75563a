"""Addresses of local objects that end: the key, a moment, and our signature over both."""

import hmac
import time
from hashlib import sha256
from typing import Final

from pydantic import SecretStr

from contentforge_platform.errors import NotFound

PATH: Final = "/files/"
_ROUND_SECONDS: Final = 3600
_LONGEST_TIME: Final = 20  # digits; Python refuses to read numbers of thousands


class BadSignature(NotFound):
    """The address is not one of ours, or its time is over."""

    code = "bad_file_address"

    def __init__(self) -> None:
        super().__init__("File not found.")


class UrlSigner:
    """Makes and checks addresses. The newest secret signs, all of them are accepted."""

    def __init__(self, secrets: list[SecretStr], *, seconds: int) -> None:
        self._secrets = [
            sha256(b"file address\x00" + secret.get_secret_value().encode()).digest() for secret in secrets
        ]
        self._seconds = seconds

    def path(self, key: str) -> str:
        """`/files/<key>?until=...&signature=...`, equal for an hour so that browsers can keep what they fetched."""
        until = (int(time.time()) // _ROUND_SECONDS + 1) * _ROUND_SECONDS + self._seconds
        return f"{PATH}{key}?until={until}&signature={_sign(self._secrets[0], key, until)}"

    def check(self, key: str, until: str, signature: str) -> None:
        """Go on only with an address that `path` made and whose time is not over.

        Raises:
            BadSignature: otherwise.
        """
        is_a_time = until.isascii() and until.isdigit() and len(until) <= _LONGEST_TIME
        if not (is_a_time and signature.isascii()) or int(until) < time.time():
            raise BadSignature
        if not any(hmac.compare_digest(_sign(secret, key, int(until)), signature) for secret in self._secrets):
            raise BadSignature


def _sign(secret: bytes, key: str, until: int) -> str:
    return hmac.new(secret, f"{until}\n{key}".encode(), sha256).hexdigest()[:43]
