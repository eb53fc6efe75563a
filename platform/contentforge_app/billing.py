"""Taking money, put together for one process; there is none of it with billing off."""

from dataclasses import dataclass
from typing import Self

from contentforge_app.settings import Settings
from contentforge_billing.checkout import Checkout
from contentforge_billing.gateway import StripeConnection, StripeGateway, StripeShop
from contentforge_billing.inbox import Inbox, Reconciler
from contentforge_billing.plans import PlanCatalogue
from contentforge_billing.portal import Portal
from contentforge_billing.settings import BillingMode
from contentforge_billing.subscriptions import GraceKeeper, Subscriptions
from contentforge_platform.database import UnitOfWork


@dataclass(frozen=True, slots=True)
class Payments:
    """Everything that needs Stripe, or its stand-in."""

    connection: StripeConnection
    gateway: StripeGateway
    shop: StripeShop
    checkout: Checkout
    portal: Portal
    inbox: Inbox
    subscriptions: Subscriptions
    reconciler: Reconciler
    graces: GraceKeeper

    @classmethod
    def of(cls, settings: Settings, uow: UnitOfWork, catalogue: PlanCatalogue) -> Self | None:
        """As the settings say; None with billing off."""
        if settings.billing.mode is BillingMode.OFF:
            return None
        secrets = settings.stripe_secrets()
        connection = connect(settings)
        gateway, shop = StripeGateway(connection), StripeShop(connection)
        subscriptions = Subscriptions(uow, gateway, catalogue, settings.billing)
        inbox = Inbox(uow, secrets.signing, live=secrets.live)
        return cls(
            connection=connection,
            gateway=gateway,
            shop=shop,
            checkout=Checkout(uow, gateway, catalogue, subscriptions),
            portal=Portal(gateway, shop),
            inbox=inbox,
            subscriptions=subscriptions,
            reconciler=Reconciler(uow, gateway, inbox, subscriptions, settings.billing),
            graces=GraceKeeper(uow, catalogue, settings.billing),
        )


def connect(settings: Settings) -> StripeConnection:
    """A connection to Stripe, in sandbox mode to the sandbox and to nothing else."""
    sandbox = settings.billing.sandbox_url if settings.billing.mode is BillingMode.SANDBOX else None
    return StripeConnection(settings.stripe_secrets().key, None if sandbox is None else str(sandbox))
