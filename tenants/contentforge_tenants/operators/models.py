"""Tables of operators; both are global: an operator acts for the installation."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from contentforge_platform.database import Base


class InstanceOperator(Base):
    """A person who may use the operator's console. Only the role `system` can make one, by the command line."""

    __tablename__ = "instance_operator"

    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("user_account.id", name="fk_instance_operator_user_id", ondelete="CASCADE"), primary_key=True
    )
    created_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))


class OperatorAction(Base):
    """What an operator changed. `organization_id` names whom it concerned, if one; that one's log has a line, too.

    It refers to the operator's account by no foreign key: what they did stays on record when they are gone.
    """

    __tablename__ = "operator_action"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    operator_id: Mapped[UUID]
    action: Mapped[str]
    entity: Mapped[str]
    entity_id: Mapped[UUID | None]
    organization_id: Mapped[UUID | None]
    reason: Mapped[str | None]
    old_value: Mapped[dict[str, object] | None] = mapped_column(JSONB)
    new_value: Mapped[dict[str, object] | None] = mapped_column(JSONB)
    ip: Mapped[str | None]
    user_agent: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))

    __table_args__ = (Index("ix_operator_action_recent", "created_at", "id"),)
