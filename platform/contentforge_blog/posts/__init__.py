"""Posts: translations, statuses, and where they are filed."""
