"""The kinds of work that generation consists of."""

from dataclasses import dataclass

from contentforge_content.jobs.settings import GenerationSettings
from contentforge_platform.work import Kind

GENERATION_QUEUE = "generation"
MEDIA_QUEUE = "media"


@dataclass(frozen=True, slots=True)
class JobKinds:
    """A job's texts, each of its images, and the removal of stored objects whose rows are gone."""

    generation: Kind
    image: Kind
    discard: Kind

    @classmethod
    def configured(cls, settings: GenerationSettings) -> "JobKinds":
        """The kinds with the operator's limits."""
        return cls(
            generation=Kind("generation", GENERATION_QUEUE, per_organization=settings.per_organization),
            image=Kind("image", MEDIA_QUEUE, per_organization=settings.images_per_organization),
            discard=Kind("discard", MEDIA_QUEUE, max_attempts=10),
        )

    def all(self) -> tuple[Kind, ...]:
        """Every kind of this component."""
        return (self.generation, self.image, self.discard)
