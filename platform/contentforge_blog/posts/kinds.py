"""The work of publishing a scheduled post."""

from typing import Final

from contentforge_platform.work import Kind

# The moment of a post cannot be given up: whatever goes wrong, it is tried again.
PUBLISH_POST: Final = Kind("publish_post", queue="events", max_attempts=1000)
