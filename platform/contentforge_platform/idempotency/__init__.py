"""Idempotency-Key: the same request again has one effect, and shows what the first one made."""

from contentforge_platform.idempotency.keys import KeyConflict, KeyInUse, Repeat, claim_key, remember

__all__ = ["KeyConflict", "KeyInUse", "Repeat", "claim_key", "remember"]
