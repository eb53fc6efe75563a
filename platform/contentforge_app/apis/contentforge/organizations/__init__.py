"""The organizations of a person."""
