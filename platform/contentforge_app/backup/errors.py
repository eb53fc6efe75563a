class BackupRefused(Exception):
    """A backup cannot be taken or restored. The message says why, and what to do about it; it holds no secret."""
