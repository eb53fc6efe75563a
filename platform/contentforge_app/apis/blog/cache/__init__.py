"""Copies of what readers are answered: in this process, and in Valkey for all."""

from contentforge_app.apis.blog.cache.public_cache import PublicCache

__all__ = ["PublicCache"]
