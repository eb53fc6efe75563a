"""Accounts and sessions at a site."""
