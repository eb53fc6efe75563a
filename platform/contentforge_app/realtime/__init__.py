"""Live updates over Socket.IO: one server for all APIs, each of which tells of its pieces in its own words."""

from contentforge_app.realtime.service import Realtime

__all__ = ["Realtime"]
