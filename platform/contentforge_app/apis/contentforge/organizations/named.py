"""Routes under an organization's slug: the organization that the path names counts, whichever one the mount names."""

from typing import Annotated, Final

from fastapi import Depends, Path, Request

from contentforge_app.apis.common.callers import Caller
from contentforge_app.apis.common.requests import client_of
from contentforge_tenants.memberships import Manager


async def _act_in_named_organization(
    request: Request, slug: Annotated[str, Path(description="The organization's slug.")]
) -> None:
    request.scope["state"]["slug"] = slug


IN_NAMED_ORGANIZATION: Final = Depends(_act_in_named_organization)
"""For `dependencies` of such routes; it must stand ahead of what reads the credential."""


def manager_of(caller: Caller, request: Request) -> Manager:
    """The caller as who administers the organization."""
    return Manager(caller.user, caller.principal.role, client_of(request))
