"""Generation jobs and their texts."""
