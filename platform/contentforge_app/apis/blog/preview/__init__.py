"""`/preview/{token}`."""
