"""`/health`: an answer for people and load balancers; it asks nobody else."""

from datetime import datetime
from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel

from contentforge_app.apis.common.answers import answer
from contentforge_app.apis.common.documentation import PUBLIC
from contentforge_platform.clock import to_iso_ms, utcnow

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """That this process answers."""

    success: Literal[True]
    message: str
    timestamp: datetime


@router.get("/health", response_model=Health, summary="Server health", openapi_extra=PUBLIC)
async def health() -> Response:
    """Says that this process answers."""
    return answer({"success": True, "message": "Server is running", "timestamp": to_iso_ms(utcnow())})
