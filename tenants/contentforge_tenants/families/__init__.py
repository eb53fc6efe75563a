"""Families: a partner and the accounts that it has provisioned."""

from contentforge_tenants.families.service import External, Provisioned, find, insert, made_today, note_key

__all__ = ["External", "Provisioned", "find", "insert", "made_today", "note_key"]
