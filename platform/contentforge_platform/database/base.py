"""The metadata that all models share, with constraint names that migrations can rely on."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import DateTime, MetaData, Text, Uuid
from sqlalchemy.orm import DeclarativeBase

_NAMING = {
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}


class Base(DeclarativeBase):
    """Models describe tables; queries select columns, and rows are plain values, never live entities."""

    metadata = MetaData(naming_convention=_NAMING)
    type_annotation_map: ClassVar = {datetime: DateTime(timezone=True), str: Text(), UUID: Uuid()}
