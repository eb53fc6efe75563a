"""What the parts of the edge tell each other about a request, in `scope["state"]`.

The resolver of mounts, which knows what a path and a host mean, calls `envelope.set_mount` before anything that may
refuse a request. Whoever refuses asks `envelope.envelope_of`. The state is one dictionary per request, shared by copies
of the scope, so that it does not matter whether a resolver rewrites the scope or makes a new one.
"""

from typing import Final

from starlette.types import Scope

API: Final = "api"
ENVELOPE: Final = "envelope"
_ROUTED: Final = "routed_scope"


def state_of(scope: Scope) -> dict[str, object]:
    """The request's own dictionary; made if the server has given none."""
    state: dict[str, object] = scope.setdefault("state", {})
    return state


def api_of(scope: Scope) -> str:
    """The API a request is for; `contentforge` where nobody has said."""
    api = state_of(scope).get(API)
    return api if isinstance(api, str) else "contentforge"


def note_routed(scope: Scope) -> None:
    """Remember the scope in which an app routes: metrics read the route's template from it afterwards."""
    state_of(scope)[_ROUTED] = scope


def routed(scope: Scope) -> Scope:
    """The scope in which the innermost app has routed, or the outer one."""
    found = state_of(scope).get(_ROUTED)
    return found if isinstance(found, dict) else scope
