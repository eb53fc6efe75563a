"""Organizations in the operator's API."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field

from contentforge_admin.operator.reasons import Reason
from contentforge_tenants.access import Role


class OrganizationState(StrEnum):
    ACTIVE = "active"
    SUSPENDED = "suspended"


class OperatorPerson(BaseModel):
    """A person, as operators see them."""

    id: UUID
    email: str
    name: str


class OperatorPartner(BaseModel):
    """The organization that has provisioned another one."""

    id: UUID
    slug: str
    name: str
    state: OrganizationState


class OperatorUsage(BaseModel):
    """What was used of the current month (UTC); a limit of -1 is none."""

    used: int
    limit: int


class OperatorOverride(BaseModel):
    """A plan that an operator has decided on."""

    plan: str = Field(examples=["enterprise"])
    reason: str
    set_by: UUID = Field(description="The operator's account.")
    ends_at: datetime | None = Field(description="Null: until it is lifted.")
    created_at: datetime


class OperatorOrganization(BaseModel):
    """An organization, as operators see it."""

    id: UUID
    slug: str
    name: str
    kind: str = Field(examples=["team"], description="`personal` or `team`.")
    state: OrganizationState
    suspended_at: datetime | None
    suspended_for: str | None = Field(description="The reason that was given.")
    plan: str = Field(examples=["pro"], description="What holds now.")
    plan_name: str = Field(examples=["Pro"])
    read_only: bool = Field(description="Payment is overdue beyond grace: nothing new is made.")
    override: OperatorOverride | None
    usage: dict[str, OperatorUsage] = Field(description="By metric: `generations`, `images`.")
    members: int = Field(description="Active ones.")
    provisioned: int = Field(description="Organizations that it has made as a partner.")
    owner: OperatorPerson | None
    partner: OperatorPartner | None
    created_at: datetime


class OperatorMember(BaseModel):
    """A member of an organization, as operators see them."""

    user_id: UUID
    email: str
    name: str
    role: Role
    is_active: bool
    created_at: datetime


class OperatorOrganizationDetail(OperatorOrganization):
    """An organization with its first hundred members."""

    people: list[OperatorMember]


class OverridePlan(BaseModel):
    """A plan to be given."""

    plan: str = Field(examples=["enterprise"], description="The tier of a plan on offer.", max_length=32)
    reason: Reason = Field(description="Kept in the audit logs.")
    ends_at: AwareDatetime | None = Field(None, description="When what is paid counts again; null is never.")
