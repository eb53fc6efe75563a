"""The schema's history, and what brings a database to its head. Configured in code, so that it works from the wheel."""

from contentforge_app.migrations.runner import MigrationReport, TablesInUse, check, head, history, migrate, superseded

__all__ = ["MigrationReport", "TablesInUse", "check", "head", "history", "migrate", "superseded"]
