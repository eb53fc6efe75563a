"""The schema's history, and what brings a database to its head. Configured in code, so that it works from the wheel."""

from contentforge_app.migrations.runner import MigrationReport, check, head, migrate

__all__ = ["MigrationReport", "check", "head", "migrate"]
