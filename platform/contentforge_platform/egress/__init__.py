"""Fetching addresses that strangers give, and the only code that opens sockets to them."""

from contentforge_platform.egress.client import Egress, Fetched
from contentforge_platform.egress.errors import BadUrl, FetchFailed, FetchReason
from contentforge_platform.egress.resolver import Resolver
from contentforge_platform.egress.settings import EgressSettings
from contentforge_platform.egress.url import TargetUrl, parse_public_url

__all__ = [
    "BadUrl",
    "Egress",
    "EgressSettings",
    "FetchFailed",
    "FetchReason",
    "Fetched",
    "Resolver",
    "TargetUrl",
    "parse_public_url",
]
