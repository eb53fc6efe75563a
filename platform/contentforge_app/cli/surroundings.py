"""Settings for commands that an operator runs by hand, beside `contentforge dev` too."""

import os
from pathlib import Path

from pydantic import ValidationError

from contentforge_app.dev.environment import adopt
from contentforge_app.settings import PREFIX, Settings
from contentforge_billing.plans import PlanCatalogue, PlansInvalid, UnknownPlan


def configured() -> Settings:
    """The settings of the environment; where it names no database, those of `contentforge dev` on the data folder."""
    adopt(Path(os.environ.get("CONTENTFORGE_DATA_DIR", ".contentforge")))
    return Settings()


def problems() -> list[str]:
    """What is wrong with the settings as they stand, a sentence each; values are not repeated, they may be secrets."""
    try:
        settings = Settings()
        PlanCatalogue.load(settings.billing)
    except ValidationError as error:
        return [f"{_variable(found['loc'])}: {found['msg']}" for found in error.errors(include_input=False)]
    except (PlansInvalid, UnknownPlan, ValueError) as error:
        return [str(error)]
    return []


def _variable(place: tuple[int | str, ...]) -> str:
    names = [str(part) for part in place]
    return names[0] if names and names[0].isupper() else PREFIX + "__".join(name.upper() for name in names)
