"""All organizations of the installation, for operators (role `system`)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import asyncpg

from contentforge_platform.database import SystemSession
from contentforge_platform.database.keyset import Position, Stretch, older
from contentforge_platform.errors import NotFound
from contentforge_platform.ids import TenantId, UserId

# What stands after the word's colon is how the payment stands; billing knows more about it.
_TIER: Final = "split_part(found.plan, ':', 1)"

_ENTRY = """
SELECT found.id, found.slug, found.name, found.kind, found.state, found.created_at, found.suspended_at,
    found.suspended_for, concat_ws('<', found.plan, partner.plan) AS plan,
    owner.id AS owner_id, owner.email AS owner_email, owner.name AS owner_name,
    partner.id AS partner_id, partner.slug AS partner_slug, partner.name AS partner_name,
    partner.state AS partner_state,
    (SELECT count(*) FROM membership WHERE membership.organization_id = found.id AND membership.is_active) AS members,
    (SELECT count(*) FROM organization AS child WHERE child.partner_id = found.id) AS provisioned
FROM organization AS found
LEFT JOIN user_account AS owner ON owner.id = found.owner_id
LEFT JOIN organization AS partner ON partner.id = found.partner_id
"""

_PAGE = f"""
{_ENTRY} WHERE {older("found.created_at", "found.id", 5)}
  AND ($1::text IS NULL OR strpos(found.slug, $1) > 0 OR strpos(lower(found.name), $1) > 0
       OR strpos(lower(owner.email), $1) > 0)
  AND ($2::text IS NULL OR found.state = $2) AND ($3::text IS NULL OR {_TIER} = $3)
  AND ($4::uuid IS NULL OR found.partner_id = $4)
ORDER BY found.created_at DESC, found.id DESC LIMIT $7
"""

_ONE = f"{_ENTRY} WHERE found.id = $1"


@dataclass(frozen=True, slots=True)
class Relative:
    """The partner of an organization."""

    id: TenantId
    slug: str
    name: str
    state: str


@dataclass(frozen=True, slots=True)
class Leader:
    """The owner of an organization."""

    id: UserId
    email: str
    name: str


@dataclass(frozen=True, slots=True)
class DirectoryEntry:
    """An organization as operators see it.

    Attributes:
        plan: what billing has recorded; below a partner `own<partner's`.
        members: how many are active.
        provisioned: how many organizations it has made as a partner.
    """

    id: TenantId
    slug: str
    name: str
    kind: str
    state: str
    plan: str
    created_at: datetime
    suspended_at: datetime | None
    suspended_for: str | None
    members: int
    provisioned: int
    owner: Leader | None
    partner: Relative | None

    @property
    def place(self) -> Position:
        return Position(self.created_at, self.id)


@dataclass(frozen=True, slots=True)
class Sought:
    """Which organizations are looked for; conditions combine.

    Attributes:
        words: stands in slug, name or the owner's address, whatever the case.
        tier: the recorded plan's.
    """

    words: str | None = None
    state: str | None = None
    tier: str | None = None
    partner: TenantId | None = None


async def directory(session: SystemSession, sought: Sought, stretch: Stretch) -> list[DirectoryEntry]:
    """A stretch of the list, the newest first, and one entry beyond it."""
    words = sought.words.strip().lower() if sought.words else None
    asked = (words or None, sought.state, sought.tier, sought.partner)
    return [_entry(row) for row in await session.fetch(_PAGE, *asked, *stretch.parameters)]


async def look_up(session: SystemSession, tenant: TenantId) -> DirectoryEntry:
    """One organization, whatever its state.

    Raises:
        NotFound: there is none of this id.
    """
    row = await session.fetchrow(_ONE, tenant)
    if row is None:
        raise NotFound("Organization not found.")
    return _entry(row)


def _entry(row: asyncpg.Record) -> DirectoryEntry:
    owner = None if row["owner_id"] is None else Leader(row["owner_id"], row["owner_email"], row["owner_name"])
    partner = None
    if row["partner_id"] is not None:
        partner = Relative(*(row[f"partner_{name}"] for name in ("id", "slug", "name", "state")))
    plain = DirectoryEntry.__dataclass_fields__.keys() - {"owner", "partner"}
    return DirectoryEntry(owner=owner, partner=partner, **{name: row[name] for name in plain})
