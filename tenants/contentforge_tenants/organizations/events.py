"""What others hear when an organization is shut."""

from dataclasses import dataclass

from contentforge_platform.ids import TenantId


@dataclass(frozen=True, slots=True)
class OrganizationClosed:
    """Effect: nobody is let into this organization, nor into those that it has provisioned: sockets must close."""

    tenant: TenantId
