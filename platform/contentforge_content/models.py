"""All tables of this component."""

import contentforge_content.content.models
import contentforge_content.images.models
import contentforge_content.jobs.models
import contentforge_content.templates.models

__all__ = ["contentforge_content"]
