"""All routes of the operator's API."""

from typing import Final

from contentforge_admin.operator.actions.routes import router as actions
from contentforge_admin.operator.events.routes import router as events
from contentforge_admin.operator.health.routes import router as health
from contentforge_admin.operator.inbox.routes import router as inbox
from contentforge_admin.operator.jobs.routes import router as jobs
from contentforge_admin.operator.mails.routes import router as mails
from contentforge_admin.operator.organizations.routes import router as organizations

ROUTERS: Final = (actions, organizations, jobs, inbox, events, mails, health)
