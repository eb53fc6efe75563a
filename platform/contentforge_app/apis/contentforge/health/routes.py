"""`/health`: an answer for people and load balancers; it asks nobody else."""

from fastapi import APIRouter, Request, Response

from contentforge_app.apis.common.answers import answer
from contentforge_app.apis.common.documentation import PUBLIC
from contentforge_app.apis.contentforge.doors import PREFIX
from contentforge_app.apis.contentforge.health.schemas import Health
from contentforge_platform.clock import utcnow

router = APIRouter(tags=["health"])


@router.get("/health", include_in_schema=False)
@router.get(f"{PREFIX}/health", response_model=Health, summary="Service health", openapi_extra=PUBLIC)
async def health(request: Request) -> Response:
    """Says that this process answers."""
    return answer(
        {"service": "contentforge", "status": "healthy", "version": request.app.version, "timestamp": utcnow()}
    )
