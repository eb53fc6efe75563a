"""Ways of writing."""
