"""What each translation said before."""

from contentforge_blog.revisions.history import Revision, history, values_at

__all__ = ["Revision", "history", "values_at"]
