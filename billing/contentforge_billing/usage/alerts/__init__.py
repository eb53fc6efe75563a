"""Tell an organization when half, most and all of its month is used up: once each."""

from contentforge_billing.usage.alerts.raising import EVENT_KIND, AlertKeeper
from contentforge_billing.usage.alerts.showing import RaisedAlert, raised

__all__ = ["EVENT_KIND", "AlertKeeper", "RaisedAlert", "raised"]
