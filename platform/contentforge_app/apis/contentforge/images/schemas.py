"""Images as the native API shows them."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field


class ImageVariant(BaseModel):
    """One optimised copy."""

    url: str
    width: int
    height: int
    size_bytes: int


class Image(BaseModel):
    """One image of a job."""

    id: UUID
    job_id: UUID
    original_url: str = Field(examples=["https://shop.example.com/mug.jpg"])
    format: str = Field(examples=["webp"])
    status: str = Field(examples=["completed"], description="pending, processing, completed or failed.")
    width: int | None
    height: int | None
    size_bytes: int | None
    optimized_url: str | None = Field(description="The full-size copy, for a limited time; null until it is done.")
    variants: dict[str, ImageVariant] = Field(description="Smaller copies by name.")
    error_message: str | None
    created_at: datetime
