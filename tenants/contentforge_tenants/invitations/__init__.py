"""Invitations to organizations, by mail and by link."""

from contentforge_tenants.invitations.accept import NotForYou, Offer, accept, look, register_invited
from contentforge_tenants.invitations.service import (
    MOST_OPEN,
    Invitation,
    TooManyInvitations,
    invite,
    open_invitations,
    withdraw,
)

__all__ = [
    "MOST_OPEN",
    "Invitation",
    "NotForYou",
    "Offer",
    "TooManyInvitations",
    "accept",
    "invite",
    "look",
    "open_invitations",
    "register_invited",
    "withdraw",
]
