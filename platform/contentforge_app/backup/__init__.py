"""A copy of a whole installation that an operator can keep, and the way back from it."""

from contentforge_app.backup.errors import BackupRefused
from contentforge_app.backup.manifest import Manifest, fingerprints
from contentforge_app.backup.parts import finished
from contentforge_app.backup.restore import Target, restore
from contentforge_app.backup.take import Source, take

__all__ = ["BackupRefused", "Manifest", "Source", "Target", "fingerprints", "finished", "restore", "take"]
