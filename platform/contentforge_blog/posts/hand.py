"""In whose name a post is changed."""

from dataclasses import dataclass

from contentforge_platform.ids import UserId
from contentforge_tenants.access import Permission
from contentforge_tenants.audit import Actor


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody of the staff.

    Attributes:
        user: becomes the author of what is made.
        actor: the same, with from where, for the audit log.
        permissions: what their role includes.
    """

    user: UserId
    actor: Actor
    permissions: frozenset[Permission]

    @property
    def owner(self) -> UserId | None:
        """To whose posts they are confined: their own, unless they may write everybody's."""
        return None if Permission.BLOG_POSTS_WRITE_ANY in self.permissions else self.user
