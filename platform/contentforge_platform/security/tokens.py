"""Access tokens: signed by us, read on every request, and refused for any reason with one and the same error."""

import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import GuestProtocol, OctKey
from joserfc.jws import JWSRegistry
from pydantic import SecretStr

from contentforge_platform.errors import NotAuthenticated
from contentforge_platform.ids import SessionId, UserId, new_id, parse_id

_ALGORITHM = "HS256"
_MAX_LENGTH = 4096
_CLOCK_SKEW_SECONDS = 5
_REQUIRED = frozenset({"sub", "sid", "aud", "iat", "exp", "jti"})


class InvalidToken(NotAuthenticated):
    """An access token is not one of ours, not for this audience, or expired. Which of these is not told."""

    code = "invalid_token"

    def __init__(self) -> None:
        super().__init__("Invalid or expired token")


@dataclass(frozen=True, slots=True)
class Claims:
    """What a good token says. Times are Unix seconds; `token` is its own id (`jti`); `extra` holds further claims."""

    user: UserId
    session: SessionId
    audience: str
    issued_at: int
    expires_at: int
    token: str
    extra: Mapping[str, object] = field(default_factory=dict)


class TokenIssuer:
    """Issues and reads JWTs under a closed list of keys: one algorithm, and a `kid` derived from each secret.

    The newest secret signs, each of the list verifies, so a rotation ends no session.
    """

    def __init__(self, secrets: Sequence[SecretStr]) -> None:
        if not secrets:
            raise ValueError("access tokens need at least one secret")
        self._keys = {_key_id(secret): OctKey.import_key(secret.get_secret_value()) for secret in secrets}
        self._newest = next(iter(self._keys))
        self._registry = JWSRegistry(algorithms=[_ALGORITHM])

    def issue(
        self,
        user: UserId,
        session: SessionId,
        audience: str,
        *,
        lifetime: timedelta,
        extra: Mapping[str, object] | None = None,
    ) -> str:
        """A token for `audience` that expires after `lifetime`; `extra` claims may not replace the required ones."""
        now = int(time.time())
        claims = {
            **(extra or {}),
            "sub": str(user),
            "sid": str(session),
            "aud": audience,
            "iat": now,
            "exp": now + int(lifetime.total_seconds()),
            "jti": str(new_id()),
        }
        header = {"alg": _ALGORITHM, "kid": self._newest}
        return jwt.encode(header, claims, self._keys[self._newest], registry=self._registry)

    def read(self, token: str, audience: str) -> Claims:
        """The claims of a token that we issued for `audience` and that has not expired.

        Raises:
            InvalidToken: anything else, whatever it is.
        """
        if len(token) > _MAX_LENGTH:
            raise InvalidToken
        try:
            decoded = jwt.decode(token, self._key_of, registry=self._registry)
        except (JoseError, ValueError, TypeError, KeyError, RecursionError) as error:
            raise InvalidToken from error
        return _checked(decoded.claims, audience)

    def _key_of(self, signature: GuestProtocol) -> OctKey:
        kid = signature.headers().get("kid")
        key = self._keys.get(kid) if isinstance(kid, str) else None
        if key is None:
            raise KeyError("kid")
        return key


def _checked(claims: Mapping[str, object], audience: str) -> Claims:
    user, session = _id(claims, "sub"), _id(claims, "sid")
    issued_at, expires_at, token = claims.get("iat"), claims.get("exp"), claims.get("jti")
    now = time.time()
    if (
        user is None
        or session is None
        or claims.get("aud") != audience
        or type(issued_at) is not int
        or type(expires_at) is not int
        or not isinstance(token, str)
        or not token
        or expires_at <= now
        or issued_at > now + _CLOCK_SKEW_SECONDS
    ):
        raise InvalidToken
    extra = {name: value for name, value in claims.items() if name not in _REQUIRED}
    return Claims(UserId(user), SessionId(session), audience, issued_at, expires_at, token, extra)


def _id(claims: Mapping[str, object], name: str) -> UUID | None:
    value = claims.get(name)
    return parse_id(value) if isinstance(value, str) else None


def _key_id(secret: SecretStr) -> str:
    """A name for a secret that tells nothing of it: the head of a digest in a domain of its own."""
    return hashlib.sha256(b"contentforge kid\0" + secret.get_secret_value().encode()).hexdigest()[:16]
