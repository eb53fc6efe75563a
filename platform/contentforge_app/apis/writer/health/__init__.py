"""Whether the server runs."""
