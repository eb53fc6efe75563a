"""All tables of this component."""

from contentforge_tenants.accounts.models import UserAccount
from contentforge_tenants.api_keys.models import ApiKey
from contentforge_tenants.audit.models import AuditEvent
from contentforge_tenants.memberships.models import Membership
from contentforge_tenants.one_time.models import OneTimeToken
from contentforge_tenants.organizations.models import Organization
from contentforge_tenants.sessions.models import RefreshToken, UserSession
from contentforge_tenants.throttle.models import LoginThrottle

__all__ = [
    "ApiKey",
    "AuditEvent",
    "LoginThrottle",
    "Membership",
    "OneTimeToken",
    "Organization",
    "RefreshToken",
    "UserAccount",
    "UserSession",
]
