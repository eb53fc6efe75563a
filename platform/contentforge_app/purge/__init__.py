"""Delete accounts and organizations whose time of grace is over, with everything that is theirs."""

from contentforge_app.purge.purger import KEPT, Purger, tables

__all__ = ["KEPT", "Purger", "tables"]
