"""All tables of all components, for comparing the schema with the models."""

from importlib import import_module

from contentforge_platform.database import Base

_REGISTERED = (
    "contentforge_platform.work.models",
    "contentforge_platform.events.models",
    "contentforge_platform.idempotency.models",
    "contentforge_platform.mail.models",
    "contentforge_platform.presence.models",
    "contentforge_tenants.models",
    "contentforge_billing.models",
    "contentforge_content.models",
    "contentforge_blog.models",
)

for _module in _REGISTERED:
    import_module(_module)

metadata = Base.metadata
