"""The operator's API: the whole installation in sight of those who look after it."""
