"""Memberships: who belongs to which organization, as what."""

from contentforge_tenants.memberships.manage import (
    LastAdmin,
    Manager,
    MemberChange,
    NotYetAccepted,
    OwnersOnly,
    change,
    consent,
    lock_leaders,
    put_out,
    set_role,
)
from contentforge_tenants.memberships.service import LastOwner, Member, add, end, join, lead, member, members, rename

__all__ = [
    "LastAdmin",
    "LastOwner",
    "Manager",
    "Member",
    "MemberChange",
    "NotYetAccepted",
    "OwnersOnly",
    "add",
    "change",
    "consent",
    "end",
    "join",
    "lead",
    "lock_leaders",
    "member",
    "members",
    "put_out",
    "rename",
    "set_role",
]
