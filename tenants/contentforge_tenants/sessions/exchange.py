"""Let one log-in open another API as well: the dashboard speaks the native API and the blog's."""

import time
from datetime import timedelta
from typing import Final

from contentforge_platform.security import Claims
from contentforge_tenants.access import Audience
from contentforge_tenants.keyring import Keyring
from contentforge_tenants.sessions.start import own_claims

_VIA: Final = "via"
"""The claim that names the API through which the session was begun, where that is not the token's own audience."""


def exchange(keyring: Keyring, presented: Claims, audience: Audience) -> tuple[str, int]:
    """An access token of the same session for the API `audience`, and for how many seconds it is good.

    It ends with the presented one at the latest, so that nobody prolongs their access by exchanges, and comes without a
    refresh token: whoever refreshes the session exchanges anew. Whatever ends the session ends it, too.
    """
    left = timedelta(seconds=max(1, int(presented.expires_at - time.time())))
    lifetime = min(left, keyring.settings.lifetimes(audience).access)
    extra = {**own_claims(audience, presented.user), _VIA: audience_of_session(presented)}
    token = keyring.tokens.issue(presented.user, presented.session, audience.value, lifetime=lifetime, extra=extra)
    return token, int(lifetime.total_seconds())


def audience_of_session(claims: Claims) -> str:
    """Through which API the session was begun to which a good token belongs."""
    return str(claims.extra.get(_VIA, claims.audience))
