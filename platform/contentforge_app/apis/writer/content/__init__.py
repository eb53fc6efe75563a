"""Texts: ordered, read, edited, rolled back."""
