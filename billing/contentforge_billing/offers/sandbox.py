"""The sandbox is empty when it begins: what the plan file offers is put on sale there without an operator."""

import structlog

from contentforge_billing.gateway import StripeAway, StripeShop
from contentforge_billing.offers.sync import apply, changes
from contentforge_billing.plans import PlanCatalogue

log = structlog.get_logger(__name__)


class SandboxSale:
    """A duty of the scheduler in sandbox mode, which has nothing to do once it was done."""

    def __init__(self, shop: StripeShop, catalogue: PlanCatalogue) -> None:
        self._shop = shop
        self._catalogue = catalogue
        self._open = False

    async def run(self) -> None:
        """Put everything on sale, as soon as the sandbox answers."""
        if self._open:
            return
        try:
            found = await changes(self._shop, self._catalogue)
            await apply(self._shop, self._catalogue, found)
        except StripeAway:
            return
        self._open = True
        log.info("sandbox_sells", changes=len(found))
