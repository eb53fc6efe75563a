"""How generation is held, waited for and shared out."""

from pydantic import Field

from contentforge_platform.settings import Section


class GenerationSettings(Section):
    """CONTENTFORGE_GENERATION__*."""

    hold_seconds: float = Field(60, ge=0, le=86_400, description="How long cgms, writer and generator hold a job back.")
    inline_wait_seconds: float = Field(10, ge=0, le=25, description="How long `generate` waits for its job to end.")
    per_organization: int = Field(5, ge=1, le=1000, description="Jobs of one organization that run at once.")
    images_per_organization: int = Field(4, ge=1, le=1000, description="Images of one organization that run at once.")
    timeout_seconds: float = Field(120, gt=0, le=600, description="Deadline of one attempt at a job, source included.")
