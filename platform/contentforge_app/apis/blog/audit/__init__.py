"""The audit log of a site."""
