"""Accounts and the one token."""
