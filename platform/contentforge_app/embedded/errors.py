"""What can go wrong with an engine on this machine, in words for the person at the terminal."""


class EngineError(RuntimeError):
    """An engine cannot be had: its files are missing, its folder is unusable, or it does not start."""


class FolderBusyError(EngineError):
    """Another live process holds the folder."""
