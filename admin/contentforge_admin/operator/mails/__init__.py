"""The mail log, and sending at once."""
