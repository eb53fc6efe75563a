"""The moment at which a scheduled post becomes public."""

from contentforge_blog.publishing.handler import PublishHandler

__all__ = ["PublishHandler"]
