"""How the routes of one API let callers in: its tokens only, and with which kind of transaction."""

from dataclasses import dataclass
from typing import Any, Final

from fastapi import Depends

from contentforge_app.apis.common.callers import reading, visiting, writing
from contentforge_platform.http.rate_limits import per_minute, rate_limit
from contentforge_tenants.access import Audience, Permission

ANONYMOUS: Final = Depends(rate_limit(lambda settings: per_minute(settings.anonymous), name="anonymous"))
"""For routes without credential."""

SIGN_IN: Final = Depends(rate_limit(lambda settings: per_minute(settings.login), name="login", fail="local"))
"""For routes that take a password."""

MAILS: Final = Depends(rate_limit(lambda settings: per_minute(settings.mails), name="mails", fail="local"))
"""For routes by which anybody may have a mail sent to a person."""
INVITATIONS: Final = Depends(rate_limit("30/minute", name="invitations", fail="local"))
"""For routes by which members may have mails sent to people who have never been here."""


@dataclass(frozen=True, slots=True)
class Doors:
    """Dependencies that let callers of one API in."""

    audience: Audience

    def read(self, permission: Permission) -> Any:  # noqa: ANN401 - as the framework's own Depends
        """A caller within a read-only transaction."""
        return Depends(reading(self.audience, permission), scope="function")

    def write(self, permission: Permission) -> Any:  # noqa: ANN401 - as the framework's own Depends
        """A caller within a transaction that commits before the answer starts."""
        return Depends(writing(self.audience, permission), scope="function")

    def visit(self, permission: Permission) -> Any:  # noqa: ANN401 - as the framework's own Depends
        """A caller for whom the route opens short transactions itself."""
        return Depends(visiting(self.audience, permission))
