"""Everything in one terminal: engines, migrations and all processes, for development."""

from contentforge_app.dev.plan import Child, DevPlan, Environment, Listens
from contentforge_app.dev.supervisor import run_dev

__all__ = ["Child", "DevPlan", "Environment", "Listens", "run_dev"]
