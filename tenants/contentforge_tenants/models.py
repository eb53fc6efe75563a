"""All tables of this component."""

from contentforge_tenants.accounts.models import EmailChange, UserAccount
from contentforge_tenants.api_keys.models import ApiKey
from contentforge_tenants.audit.models import AuditEvent
from contentforge_tenants.exports.models import OrganizationExport
from contentforge_tenants.families.models import ProvisionedAccount
from contentforge_tenants.invitations.models import Invitation
from contentforge_tenants.memberships.models import Membership
from contentforge_tenants.one_time.models import OneTimeToken
from contentforge_tenants.operators.models import InstanceOperator, OperatorAction
from contentforge_tenants.organizations.models import Organization
from contentforge_tenants.second_factor.models import RecoveryCode, SecondFactor
from contentforge_tenants.sessions.models import RefreshToken, UserSession
from contentforge_tenants.throttle.models import LoginThrottle

__all__ = [
    "ApiKey",
    "AuditEvent",
    "EmailChange",
    "InstanceOperator",
    "Invitation",
    "LoginThrottle",
    "Membership",
    "OneTimeToken",
    "OperatorAction",
    "Organization",
    "OrganizationExport",
    "ProvisionedAccount",
    "RecoveryCode",
    "RefreshToken",
    "SecondFactor",
    "UserAccount",
    "UserSession",
]
