"""The one table that says what a role may do."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from contentforge_tenants.access.permissions import Permission


class Role(StrEnum):
    OWNER = "OWNER"
    ADMIN = "ADMIN"
    EDITOR = "EDITOR"
    AUTHOR = "AUTHOR"
    VIEWER = "VIEWER"


_VIEWER: Final = frozenset(
    {
        Permission.JOBS_READ,
        Permission.CONTENT_READ,
        Permission.IMAGES_READ,
        Permission.TEMPLATES_READ,
        Permission.USAGE_READ,
        Permission.ENTITLEMENTS_READ,
        Permission.ACCOUNT_MANAGE,
        Permission.ORGANIZATION_READ,
        Permission.MEMBERS_READ,
    }
)
_AUTHOR: Final = _VIEWER | {
    Permission.JOBS_CREATE,
    Permission.JOBS_MANAGE_OWN,
    Permission.CONTENT_EDIT_OWN,
    Permission.IMAGES_MANAGE_OWN,
    Permission.TEMPLATES_MANAGE,
    Permission.API_KEYS_MANAGE_OWN,
    Permission.BLOG_POSTS_READ,
    Permission.BLOG_POSTS_WRITE_OWN,
    Permission.BLOG_MEDIA_READ,
    Permission.BLOG_MEDIA_WRITE_OWN,
    Permission.BLOG_TAXONOMY_READ,
}
_EDITOR: Final = _AUTHOR | {
    Permission.JOBS_MANAGE_ANY,
    Permission.CONTENT_EDIT_ANY,
    Permission.IMAGES_MANAGE_ANY,
    Permission.BLOG_POSTS_WRITE_ANY,
    Permission.BLOG_POSTS_PUBLISH,
    Permission.BLOG_REVISIONS_READ,
    Permission.BLOG_MEDIA_WRITE_ANY,
    Permission.BLOG_MEDIA_DELETE,
    Permission.BLOG_TAXONOMY_WRITE,
}
_ADMIN: Final = _EDITOR | {
    Permission.API_KEYS_MANAGE_ANY,
    Permission.BILLING_READ,
    Permission.USAGE_AUDIT,
    Permission.ORGANIZATION_MANAGE,
    Permission.MEMBERS_MANAGE,
    Permission.AUDIT_READ,
    Permission.BLOG_POSTS_DELETE,
    Permission.BLOG_TAXONOMY_DELETE,
    Permission.BLOG_SITE_MANAGE,
    Permission.BLOG_STAFF_MANAGE,
}
_OWNER: Final = _ADMIN | {Permission.BILLING_MANAGE, Permission.ACCOUNTS_PROVISION, Permission.ORGANIZATION_OWN}

_TABLE: Final[Mapping[Role, frozenset[Permission]]] = MappingProxyType(
    {
        Role.OWNER: _OWNER,
        Role.ADMIN: _ADMIN,
        Role.EDITOR: _EDITOR,
        Role.AUTHOR: _AUTHOR,
        Role.VIEWER: _VIEWER,
    }
)


def permissions_of(role: Role) -> frozenset[Permission]:
    """Everything that members with this role may do."""
    return _TABLE[role]
