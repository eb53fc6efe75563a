"""Table of provisioned accounts, as their partner knows them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from contentforge_platform.database import Base


class ProvisionedAccount(Base):
    """An account that a partner has made, under the partner's own names for it; a row of the partner's.

    `api_key_id` is the child's key that was handed to the partner last. Without a store `external_store_id` is empty.
    """

    __tablename__ = "provisioned_account"

    organization_id: Mapped[UUID] = mapped_column(
        ForeignKey("organization.id", name="fk_provisioned_account_organization_id"), primary_key=True
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    external_platform_id: Mapped[str]
    external_store_id: Mapped[str]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", name="fk_provisioned_account_user_id"))
    child_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id", name="fk_provisioned_account_child_id"))
    api_key_id: Mapped[UUID]
    created_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))

    __table_args__ = (
        UniqueConstraint(
            "organization_id", "external_platform_id", "external_store_id", name="uq_provisioned_account_external"
        ),
        Index("ix_provisioned_account_newest", "organization_id", "created_at"),
    )
