"""What the audit log may tell of an object: a list of fields for each kind, so that secrets never get in."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    CREATE = "CREATE"
    UPDATE = "UPDATE"
    DELETE = "DELETE"
    PUBLISH = "PUBLISH"
    LOGIN = "LOGIN"
    LOGOUT = "LOGOUT"


@dataclass(frozen=True, slots=True)
class Entity:
    """A kind of object. Each component declares its own; of an object's values only `fields` are ever written."""

    name: str
    fields: frozenset[str] = frozenset()

    def allowed(self, values: Mapping[str, object] | None) -> dict[str, object] | None:
        """The part of `values` that the log may keep."""
        if values is None:
            return None
        return {field: value for field, value in values.items() if field in self.fields}


USER = Entity("User", frozenset({"name", "role", "is_active", "email", "second_factor", "deletion_due_at"}))
ORGANIZATION = Entity("Organization", frozenset({"name", "slug", "kind", "plan", "state", "deletion_due_at"}))
EXPORT = Entity("Export")
INVITATION = Entity("Invitation", frozenset({"email", "role"}))
API_KEY = Entity("ApiKey", frozenset({"name", "prefix", "scopes", "expires_at"}))
