"""The built dashboard, served to browsers."""

from contentforge_admin.dashboard.app import PREFIX, Dashboard
from contentforge_admin.dashboard.files import Files

__all__ = ["PREFIX", "Dashboard", "Files"]
