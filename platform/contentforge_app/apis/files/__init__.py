"""Stored objects of the local backend, for whoever holds a signed link."""
