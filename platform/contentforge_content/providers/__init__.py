"""Providers: models behind one method, and the guards around every call."""
