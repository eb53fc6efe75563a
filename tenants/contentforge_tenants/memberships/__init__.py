"""Memberships: who belongs to which organization, as what."""

from contentforge_tenants.memberships.service import LastOwner, Member, add, end, members

__all__ = ["LastOwner", "Member", "add", "end", "members"]
