"""Plans that an operator has decided on: while one is in force, what is paid decides nothing."""

from contentforge_billing.overrides.repository import Override, in_force, of_many

__all__ = ["Override", "in_force", "of_many"]
