"""Settings of the blog."""

from pydantic import Field

from contentforge_blog.sites.site import SiteRegistration
from contentforge_platform.settings import Section


class BlogSettings(Section):
    """CONTENTFORGE_BLOG__*."""

    default_site: str = Field(
        default="default",
        pattern=r"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$",
        description="Slug of the organization whose site answers at `/blog`; made by `contentforge migrate`, empty.",
    )
    registration: SiteRegistration = Field(
        default=SiteRegistration.CLOSED,
        description="Who may join the default site unasked: `open` or `closed`; outside of production it is open.",
    )
    copies_seconds: int = Field(
        default=60,
        ge=0,
        le=3600,
        description="How long answers to readers are kept unless something changes, in the process and in Valkey;"
        " 0 makes each of them anew.",
    )
