"""Accounts and sessions in the native API's words."""

from contentforge_tenants.accounts import Account, SecondFactorRequired, SignedIn
from contentforge_tenants.sessions import TokenPair


def user(account: Account, plan: str) -> dict[str, object]:
    """A person, with the plan that holds for them."""
    return {
        "id": account.id,
        "email": account.email,
        "name": account.name,
        "plan": plan,
        "is_active": account.is_active,
        "created_at": account.created_at,
    }


def tokens(pair: TokenPair) -> dict[str, object]:
    """A fresh pair."""
    return {
        "access_token": pair.access_token,
        "refresh_token": pair.refresh_token,
        "token_type": "bearer",
        "expires_in": pair.expires_in,
    }


def challenge(asked: SecondFactorRequired) -> dict[str, object]:
    """What is answered to a right password where a code is needed as well."""
    return {
        "second_factor_required": True,
        "challenge": asked.challenge,
        "expires_in": int(asked.lifetime.total_seconds()),
    }


def signed_in(who: SignedIn, plan: str) -> dict[str, object]:
    """A fresh pair, and whose it is."""
    return {**tokens(who.tokens), "user": user(who.account, plan)}
