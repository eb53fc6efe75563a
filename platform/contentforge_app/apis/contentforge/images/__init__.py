"""Images of jobs."""
