"""Links by which somebody without an account sees a post before it is public."""

from contentforge_blog.preview.service import LIFETIME, PreviewNotFound, end, forget_old, issue, opened

__all__ = ["LIFETIME", "PreviewNotFound", "end", "forget_old", "issue", "opened"]
