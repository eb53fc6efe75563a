"""The roles of this API: an OWNER is an ADMIN here."""

from contentforge_tenants.access import Role


def shown_role(role: Role) -> str:
    """The role in this API's words. A VIEWER is shown as one: they can sign in, and do nothing."""
    return (Role.ADMIN if role is Role.OWNER else role).value
