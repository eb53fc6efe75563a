"""The operator's API, and the built dashboard."""
