"""Who used it: members, API keys, and organizations that this one has provisioned."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from uuid import UUID

import asyncpg

from contentforge_billing.metrics import Metric
from contentforge_billing.usage.history import repository
from contentforge_billing.usage.history.days import Span
from contentforge_platform.database import ReadSession
from contentforge_platform.ids import ApiKeyId, TenantId, UserId, parse_id
from contentforge_tenants import accounts, api_keys

_KEY: Final = "api_key:"


class Origin(StrEnum):
    """By what kind of way units were used."""

    MEMBER = "member"
    API_KEY = "api_key"
    PROVISIONED = "provisioned"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Share:
    """What one cause has used.

    Attributes:
        id: of the person or the key; of the organization where that was provisioned.
        name: of the person or the key, also of one that has left or was revoked.
        detail: the person's address, or the beginning of the key.
        used: units by metric, finished and in progress.
    """

    origin: Origin
    id: UUID | None
    name: str
    detail: str | None
    used: dict[Metric, int] = field(default_factory=dict)


async def shares(session: ReadSession, tenant: TenantId, span: Span) -> list[Share]:
    """Who used what within the span, whoever used most of all first."""
    rows = await repository.shares(session, tenant, span.first, span.last)
    people = await accounts.named(session, {UserId(row["user_id"]) for row in rows if row["user_id"]})
    keys = await api_keys.named(session, tenant, {key for row in rows if (key := _key(row["credential"]))})
    found: dict[tuple[Origin, UUID | None], Share] = {}
    for row in rows:
        share = _share(row, people, keys)
        share = found.setdefault((share.origin, share.id), share)
        metric = Metric(row["metric"])
        share.used[metric] = share.used.get(metric, 0) + int(row["used"])
    return sorted(found.values(), key=lambda share: (-sum(share.used.values()), share.name, str(share.id)))


def _share(
    row: asyncpg.Record, people: Mapping[UserId, tuple[str, str]], keys: Mapping[ApiKeyId, tuple[str, str]]
) -> Share:
    """Nobody's units yet, under the name of who used those of a row."""
    name, address = people.get(row["user_id"], ("", None))
    if row["origin_id"] is not None:
        return Share(Origin.PROVISIONED, row["origin_id"], name, address)
    key = _key(row["credential"])
    if key is not None:
        return Share(Origin.API_KEY, key, *keys.get(key, ("", None)))
    if row["user_id"] is not None:
        return Share(Origin.MEMBER, row["user_id"], name, address)
    return Share(Origin.UNKNOWN, None, "", None)


def _key(credential: str | None) -> ApiKeyId | None:
    if credential is None or not credential.startswith(_KEY):
        return None
    found = parse_id(credential.removeprefix(_KEY))
    return None if found is None else ApiKeyId(found)
