"""What organizations take along of their people and settings. Digests and sealed secrets stay."""

from typing import Final

from contentforge_platform.takeout import Collection

COLLECTIONS: Final = (
    Collection("organization", "organization", ("id", "slug", "name", "kind", "plan", "created_at"), tenant="id"),
    Collection(
        "members",
        "membership AS member JOIN user_account AS account ON account.id = member.user_id",
        (
            *("user_id", "account.email", "member.name", "member.avatar_url", "role", "member.is_active"),
            *("member.created_at", "member.updated_at"),
        ),
        key=("user_id",),
    ),
    Collection(
        "invitations",
        "invitation",
        ("id", "email", "role", "invited_by", "created_at", "expires_at", "ended_at", "accepted_by"),
    ),
    Collection(
        "api_keys",
        "api_key",
        ("id", "user_id", "name", "prefix", "scopes", "created_at", "expires_at", "revoked_at", "last_used_at"),
    ),
    Collection(
        "audit",
        "audit_event",
        (
            *("id", "user_id", "action", "entity", "entity_id", "old_value", "new_value", "ip", "user_agent"),
            "created_at",
        ),
        key=("created_at", "id"),
    ),
    Collection(
        "provisioned_accounts",
        "provisioned_account",
        ("id", "external_platform_id", "external_store_id", "user_id", "child_id", "created_at"),
    ),
)
