"""Accounts and sessions in this API's words."""

from contentforge_platform.clock import to_iso_ms
from contentforge_tenants.accounts import Account, SignedIn
from contentforge_tenants.sessions import TokenPair


def user(account: Account) -> dict[str, object]:
    """A person."""
    return {
        "id": account.id,
        "name": account.name,
        "email": account.email,
        "createdAt": to_iso_ms(account.created_at),
    }


def tokens(pair: TokenPair) -> dict[str, object]:
    """A fresh pair."""
    return {"accessToken": pair.access_token, "refreshToken": pair.refresh_token}


def signed_in(who: SignedIn) -> dict[str, object]:
    """A fresh pair, and whose it is."""
    return {"user": user(who.account), **tokens(who.tokens)}
