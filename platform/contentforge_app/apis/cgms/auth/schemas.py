"""Accounts as this API shows them."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from contentforge_app.apis.common.success_auth import Tokens


class User(BaseModel):
    """A person."""

    id: UUID
    name: str
    email: str
    role: Literal["user"]
    created_at: datetime = Field(alias="createdAt")


class WithUser(Tokens):
    """A pair of tokens, and whose they are."""

    user: User


class SignedIn(BaseModel):
    """The answer to registering and signing in."""

    success: Literal[True]
    message: str
    data: WithUser


class Me(BaseModel):
    """The signed-in person."""

    success: Literal[True]
    message: str
    data: User
