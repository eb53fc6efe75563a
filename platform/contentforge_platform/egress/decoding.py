"""Decompress an answer piece by piece and stop at the limit, so that a bomb never unfolds in memory."""

import zlib

from contentforge_platform.egress.errors import FetchFailed, FetchReason

_GZIP = 16 + zlib.MAX_WBITS
_MAX_MEMBERS = 64  # a gzip stream may be several in a row; thousands of empty ones are only there to burn time


class BodyDecoder:
    """Collects one body of at most `limit` bytes, counted both as received and as decompressed.

    Raises:
        FetchFailed: ENCODING for any encoding but identity, gzip or deflate (nested ones too); then from `feed` and
            `finish`, TOO_LARGE or BROKEN.
    """

    def __init__(self, content_encoding: str, limit: int) -> None:
        self._encoding = content_encoding.strip().lower() or "identity"
        if self._encoding not in {"identity", "gzip", "x-gzip", "deflate"}:
            raise FetchFailed(FetchReason.ENCODING)
        self._limit = limit
        self._received = 0
        self._members = 0
        self._body = bytearray()
        self._stream: zlib._Decompress | None = None

    def feed(self, piece: bytes) -> None:
        """Take the next piece as it came from the network."""
        self._received += len(piece)
        if self._received > self._limit:
            raise FetchFailed(FetchReason.TOO_LARGE)
        if self._encoding == "identity":
            self._body += piece
            return
        try:
            while piece:
                piece = self._inflate(piece)
        except zlib.error as error:
            raise FetchFailed(FetchReason.BROKEN) from error

    def finish(self) -> bytes:
        """The whole body, after the last piece."""
        if self._stream is not None and not self._stream.eof:
            raise FetchFailed(FetchReason.BROKEN)
        return bytes(self._body)

    def _inflate(self, piece: bytes) -> bytes:
        """Decompress one piece; returns what follows the end of a compressed member."""
        if self._stream is None or self._stream.eof:
            self._stream = self._next_member(piece)
        # One byte over the limit is enough to know, and the most that is ever unfolded.
        self._body += self._stream.decompress(piece, self._limit - len(self._body) + 1)
        if len(self._body) > self._limit:
            raise FetchFailed(FetchReason.TOO_LARGE)
        return self._stream.unused_data

    def _next_member(self, piece: bytes) -> "zlib._Decompress":
        self._members += 1
        if self._members > _MAX_MEMBERS or (self._members > 1 and self._encoding == "deflate"):
            raise FetchFailed(FetchReason.BROKEN)
        if self._encoding != "deflate":
            return zlib.decompressobj(_GZIP)
        # "deflate" means zlib by the standard, but some servers send the bare stream; their first bytes tell.
        is_zlib = piece[0] & 0x0F == zlib.DEFLATED and (len(piece) == 1 or (piece[0] * 256 + piece[1]) % 31 == 0)
        return zlib.decompressobj(zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS)
