"""Versions of sites' public sides: what was read under one is good for as long as the site has it."""

from contentforge_blog.versions.repository import raise_version

__all__ = ["raise_version"]
