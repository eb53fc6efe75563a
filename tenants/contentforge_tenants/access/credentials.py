"""The other table: which kinds of credential may use a permission at all, whatever the role of their holder."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from contentforge_tenants.access.permissions import Permission


class CredentialKind(StrEnum):
    TOKEN = "token"  # noqa: S105 - the name of a kind, not a secret
    API_KEY = "api_key"


class Scope(StrEnum):
    """What a key was made for. `write` does not include `read`."""

    READ = "read"
    WRITE = "write"


class Audience(StrEnum):
    """The five APIs. A token opens only the one that issued it."""

    CONTENTFORGE = "contentforge"
    CGMS = "cgms"
    WRITER = "writer"
    GENERATOR = "generator"
    BLOG = "blog"


_READ: Final = frozenset({Scope.READ})
_WRITE: Final = frozenset({Scope.WRITE})
_EITHER: Final = _READ | _WRITE

# What is not listed is for tokens alone: accounts, billing, members and keys are never opened by a key,
# but for making accounts for others, which is what a partner's server does.
_KEY_SCOPES: Final[Mapping[Permission, frozenset[Scope]]] = MappingProxyType(
    {
        Permission.JOBS_READ: _READ,
        Permission.JOBS_CREATE: _WRITE,
        Permission.JOBS_MANAGE_OWN: _WRITE,
        Permission.JOBS_MANAGE_ANY: _WRITE,
        Permission.CONTENT_READ: _READ,
        Permission.CONTENT_EDIT_OWN: _WRITE,
        Permission.CONTENT_EDIT_ANY: _WRITE,
        Permission.IMAGES_READ: _READ,
        Permission.IMAGES_MANAGE_OWN: _WRITE,
        Permission.IMAGES_MANAGE_ANY: _WRITE,
        Permission.TEMPLATES_READ: _READ,
        Permission.TEMPLATES_MANAGE: _WRITE,
        Permission.USAGE_READ: _EITHER,
        Permission.ACCOUNTS_PROVISION: _WRITE,
    }
)


def scopes_for(permission: Permission) -> frozenset[Scope]:
    """The scopes of which a key needs one to use the permission; none at all: no key may."""
    return _KEY_SCOPES.get(permission, frozenset())
