"""All tables of this component."""

from contentforge_billing.checkout import models as checkout
from contentforge_billing.customers import models as customers
from contentforge_billing.inbox import models as inbox
from contentforge_billing.overrides import models as overrides
from contentforge_billing.subscriptions import models as subscriptions
from contentforge_billing.usage import models as usage
from contentforge_billing.usage.alerts import models as alerts

__all__ = ["alerts", "checkout", "customers", "inbox", "overrides", "subscriptions", "usage"]
