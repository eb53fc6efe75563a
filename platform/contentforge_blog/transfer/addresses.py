"""Where a site's files are found in texts that came from another site."""

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from uuid import UUID

from contentforge_blog.posts.text import Text
from contentforge_platform.ids import TenantId, parse_id


@dataclass(frozen=True, slots=True)
class Move:
    """From one organization's addresses to another's.

    Attributes:
        base: what the new addresses begin with; None keeps what the old ones began with.
    """

    home: TenantId
    here: TenantId
    base: str | None = None

    def of(self, text: Text, media: AbstractSet[UUID]) -> Text:
        """A text in which the addresses of `media` are those of here; others stay: their files did not come along."""
        if self.home == self.here:
            return text
        return replace(
            text,
            body=self._of(text.body, media),
            og_image=None if text.og_image is None else self._of(text.og_image, media),
        )

    def _of(self, words: str, media: AbstractSet[UUID]) -> str:
        def here(found: re.Match[str]) -> str:
            before, identity = found.groups()
            if parse_id(identity) not in media:
                return found[0]
            return f"{before if self.base is None else self.base}/media/{self.here}/{identity}/"

        return re.sub(rf"((?:https?://[\w.:\-\[\]]+)?)/media/{self.home}/([0-9a-f-]{{36}})/", here, words)
