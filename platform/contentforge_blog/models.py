"""All tables of this component."""

import contentforge_blog.media.models
import contentforge_blog.posts.models
import contentforge_blog.preview.models
import contentforge_blog.revalidation.models
import contentforge_blog.revisions.models
import contentforge_blog.sites.models
import contentforge_blog.taxonomy.models
import contentforge_blog.versions.models

__all__ = ["contentforge_blog"]
