"""Settings for commands that an operator runs by hand, beside `contentforge dev` too."""

import os
from pathlib import Path

from contentforge_app.dev.environment import adopt
from contentforge_app.settings import Settings


def configured() -> Settings:
    """The settings of the environment; where it names no database, those of `contentforge dev` on the data folder."""
    adopt(Path(os.environ.get("CONTENTFORGE_DATA_DIR", ".contentforge")))
    return Settings()
