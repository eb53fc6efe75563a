"""Templates: the system's ways of writing, and people's own."""
