"""Exports: everything that an organization has, as an archive, made in the background and kept for a week."""

from contentforge_tenants.exports.service import (
    EXPORT,
    Export,
    ExportRunning,
    State,
    begin,
    expire_due,
    find,
    listing,
)

__all__ = ["EXPORT", "Export", "ExportRunning", "State", "begin", "expire_due", "find", "listing"]
