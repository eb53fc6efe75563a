"""Sessions: begun by a log-in, gone on by rotating refresh tokens, ended at once."""

from contentforge_tenants.sessions.end import end, end_in_organization, end_of_token, end_of_user, forget_ended
from contentforge_tenants.sessions.events import SessionsEnded
from contentforge_tenants.sessions.exchange import audience_of_session, exchange
from contentforge_tenants.sessions.own import OpenSession, end_others, end_own, open_sessions
from contentforge_tenants.sessions.refresh import InvalidRefreshToken, refresh
from contentforge_tenants.sessions.start import TokenPair, start

__all__ = [
    "InvalidRefreshToken",
    "OpenSession",
    "SessionsEnded",
    "TokenPair",
    "audience_of_session",
    "end",
    "end_in_organization",
    "end_of_token",
    "end_of_user",
    "end_others",
    "end_own",
    "exchange",
    "forget_ended",
    "open_sessions",
    "refresh",
    "start",
]
