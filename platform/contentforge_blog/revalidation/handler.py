"""The work of telling a site's web server: a signed POST to the address that the site names."""

import hmac
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

import asyncpg
import orjson

from contentforge_blog.revalidation import repository
from contentforge_platform import work
from contentforge_platform.clock import utcnow
from contentforge_platform.database import UnitOfWork
from contentforge_platform.database.transient import persist
from contentforge_platform.egress import BadUrl, Egress, FetchFailed, parse_public_url
from contentforge_platform.work import Claim, GiveUp, RetryLater

SIGNATURE_HEADER: Final = "ContentForge-Signature"
_PAUSES: Final = (2.0, 5.0, 15.0, 60.0, 300.0)
_PERSIST_SECONDS: Final = 20.0


@dataclass(frozen=True, slots=True)
class Signed:
    """A request's body, and the headers that go with it."""

    body: bytes
    headers: dict[str, str]


def sign(body: bytes, secret: str, at: datetime) -> Signed:
    """Sign `body` for who shares `secret`.

    The header reads `t=<seconds since 1970>,v1=<hex>`; the value is HMAC-SHA256 of `<t>.<body>` under the secret, so
    that an old request cannot be sent again as a new one.
    """
    stamp = int(at.timestamp())
    digest = hmac.new(secret.encode(), f"{stamp}.".encode() + body, sha256).hexdigest()
    return Signed(body, {"Content-Type": "application/json", SIGNATURE_HEADER: f"t={stamp},v1={digest}"})


class RevalidationHandler:
    """Tells sites' web servers what is stale."""

    def __init__(self, uow: UnitOfWork, egress: Egress) -> None:
        self._uow = uow
        self._egress = egress

    async def run(self, claim: Claim) -> None:
        async with self._uow.write(claim.tenant) as session:
            asked = await repository.get(session, claim.tenant, claim.subject)
            await work.assert_held(session, claim)
        if asked is not None and asked["url"] is not None and asked["secret"] is not None:
            await self._tell(asked, claim.attempt)
        await persist(lambda: self._note_told(claim), seconds=_PERSIST_SECONDS)

    async def give_up(self, claim: Claim, reason: str) -> None:
        async with self._uow.write(claim.tenant) as session:
            await repository.delete(session, claim.tenant, claim.subject)
            await work.fail(session, claim, reason)

    async def _tell(self, asked: asyncpg.Record, attempt: int) -> None:
        body = orjson.dumps({name: asked[name] for name in ("event", "locale", "slugs", "tags")})
        signed = sign(body, asked["secret"], utcnow())
        try:
            await self._egress.post(parse_public_url(asked["url"]), signed.body, signed.headers)
        except BadUrl as bad:
            raise GiveUp(bad.message) from None
        except FetchFailed as failed:
            raise RetryLater(failed.message, delay=_PAUSES[min(attempt, len(_PAUSES)) - 1]) from None

    async def _note_told(self, claim: Claim) -> None:
        async with self._uow.write(claim.tenant) as session:
            await repository.delete(session, claim.tenant, claim.subject)
            await work.finish(session, claim)
