"""Read an access token once: its signature does not change from request to request, only its time runs out."""

import time
from collections import OrderedDict
from typing import Final

from contentforge_platform.security import Claims, InvalidToken, TokenIssuer

_MOST: Final = 10_000


class TokenReader:
    """Remembers the claims of tokens that were good. Whether their session still lives, the database says each time."""

    def __init__(self, issuer: TokenIssuer) -> None:
        self._issuer = issuer
        self._known: OrderedDict[tuple[str, str], Claims] = OrderedDict()

    def read(self, token: str, audience: str) -> Claims:
        """The claims of a good token.

        Raises:
            InvalidToken: as `TokenIssuer.read`.
        """
        claims = self._known.get((token, audience))
        if claims is None:
            claims = self._known[token, audience] = self._issuer.read(token, audience)
            if len(self._known) > _MOST:
                self._known.popitem(last=False)
        elif claims.expires_at <= time.time():
            del self._known[token, audience]
            raise InvalidToken
        return claims
