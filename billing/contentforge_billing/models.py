"""All tables of this component."""

from contentforge_billing.checkout import models as checkout
from contentforge_billing.customers import models as customers
from contentforge_billing.inbox import models as inbox
from contentforge_billing.subscriptions import models as subscriptions
from contentforge_billing.usage import models as usage

__all__ = ["checkout", "customers", "inbox", "subscriptions", "usage"]
