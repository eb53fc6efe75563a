"""Put this API together."""

from typing import Final

from fastapi import FastAPI

from contentforge_app.apis.blog.audit.routes import router as audit
from contentforge_app.apis.blog.auth.recovery import router as recovery
from contentforge_app.apis.blog.auth.routes import router as auth
from contentforge_app.apis.blog.doors import PREFIX
from contentforge_app.apis.blog.envelope import ENVELOPE
from contentforge_app.apis.blog.media.routes import router as media
from contentforge_app.apis.blog.posts.generated import router as generated_posts
from contentforge_app.apis.blog.posts.routes import router as posts
from contentforge_app.apis.blog.preview.routes import router as preview
from contentforge_app.apis.blog.public.feeds import router as feeds
from contentforge_app.apis.blog.public.posts import router as public_posts
from contentforge_app.apis.blog.sites.routes import router as sites
from contentforge_app.apis.blog.staff.routes import router as staff
from contentforge_app.apis.blog.taxonomy.routes import routers as taxonomy
from contentforge_app.apis.common.assembly import assemble
from contentforge_app.apis.files.media import router as media_files
from contentforge_app.runtime import Runtime

_DESCRIPTION: Final = """
A headless, multilingual CMS. Readers need no credential: `GET /api/posts`, `/api/categories`, `/api/tags`, feeds. Staff
sign in under `/api/auth` and work under `/api/admin`.

The site is the organization named by the path (`/t/{slug}/blog/api`) or by the host; `/blog/api` is the default site.
Errors are `{"statusCode", "message", "error"}`. Times are ISO 8601 in UTC.
"""
# The busiest first.
_ROUTERS: Final = (
    public_posts,
    feeds,
    *taxonomy,
    posts,
    generated_posts,
    preview,
    media_files,
    media,
    sites,
    auth,
    recovery,
    staff,
    audit,
)


def build(runtime: Runtime) -> FastAPI:
    """The API, for one process."""
    return assemble(
        runtime,
        title="Blog CMS",
        description=_DESCRIPTION,
        envelope=ENVELOPE,
        routers=_ROUTERS,
        documented_at=("", PREFIX),
    )
