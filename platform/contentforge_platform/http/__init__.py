"""The HTTP edge. Nothing is imported here: workers serve `health` from this package without loading FastAPI."""
