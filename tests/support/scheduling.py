"""What a scheduler does, done once by a test."""

from typing import Final

from contentforge_app.duties import duties
from contentforge_app.runtime import Runtime

_ASK_STRIPE: Final = frozenset({"reconcile"})


async def do_duties(runtime: Runtime) -> None:
    """Do every duty but those that fail where nobody plays Stripe."""
    for duty in duties(runtime):
        if duty.name not in _ASK_STRIPE:
            await duty.do()
