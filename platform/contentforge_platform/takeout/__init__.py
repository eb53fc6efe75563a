"""Taking everything of an organization along: components say what of their tables is handed out, here it is written."""

from contentforge_platform.takeout.archive import Archive, keys_of, stored_keys
from contentforge_platform.takeout.collection import Collection

__all__ = ["Archive", "Collection", "keys_of", "stored_keys"]
