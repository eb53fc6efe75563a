"""What a partner has provisioned, under the names that it uses for its customers itself."""

from dataclasses import dataclass
from uuid import UUID

from contentforge_platform.database import ReadSession, WriteSession
from contentforge_platform.errors import Invalid
from contentforge_platform.ids import ApiKeyId, TenantId, UserId, new_id
from contentforge_tenants.families import repository

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class External:
    """A customer as the partner names it: by a platform, and perhaps a store there (empty if not)."""

    platform: str
    store: str

    @classmethod
    def of(cls, platform: str, store: str | None) -> "External":
        """Checked names.

        Raises:
            Invalid: the platform is empty, or one of them is longer than 200 characters.
        """
        return cls(_checked(platform, "external_platform_id"), _checked(store or "", "external_store_id", empty=True))


@dataclass(frozen=True, slots=True)
class Provisioned:
    """An account that was made for a partner; `child` is its organization, `key` the key handed out last."""

    id: UUID
    user: UserId
    child: TenantId
    key: ApiKeyId


async def find(session: ReadSession, partner: TenantId, external: External) -> Provisioned | None:
    """What `partner` has provisioned under these names."""
    row = await repository.find(session, partner, external.platform, external.store)
    if row is None:
        return None
    return Provisioned(row["id"], UserId(row["user_id"]), TenantId(row["child_id"]), ApiKeyId(row["api_key_id"]))


async def made_today(session: ReadSession, partner: TenantId) -> int:
    """How many accounts `partner` has provisioned since midnight (UTC, by the database's clock)."""
    return await repository.made_today(session, partner)


async def insert(
    session: WriteSession, partner: TenantId, external: External, *, user: UserId, child: TenantId, key: ApiKeyId
) -> Provisioned:
    """Note what was provisioned; the partner is in sight, and the lock of its row is held."""
    made = Provisioned(new_id(), user, child, key)
    await repository.insert(session, partner, made.id, (external.platform, external.store), (user, child, key))
    return made


async def note_key(session: WriteSession, partner: TenantId, provisioned: Provisioned, key: ApiKeyId) -> None:
    """Note the key that took the former one's place."""
    await repository.note_key(session, partner, provisioned.id, key)


def _checked(name: str, field: str, *, empty: bool = False) -> str:
    name = name.strip()
    if not name and not empty:
        raise Invalid("A name is needed that stands for this customer at your side", loc=("body", field))
    if len(name) > _LONGEST:
        raise Invalid(f"At most {_LONGEST} characters", loc=("body", field))
    return name
