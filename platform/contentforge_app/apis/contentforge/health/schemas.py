"""Health as the native API shows it."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field


class Health(BaseModel):
    """A word to people; machines ask `/livez` and `/readyz`."""

    service: Literal["contentforge"]
    status: Literal["healthy"]
    version: str = Field(examples=["0.1.0"])
    timestamp: datetime
