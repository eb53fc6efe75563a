"""The staff of a site."""
