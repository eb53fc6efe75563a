"""The `local` provider: no model and no network; texts composed from the source's own facts."""
