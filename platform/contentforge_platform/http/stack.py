"""The order of the edge, written down once: every API answers through the same layers."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.types import ASGIApp

from contentforge_platform.http.address_limit import AddressLimit
from contentforge_platform.http.body_limit import BodyLimit, LimitFor, limits_by_path
from contentforge_platform.http.boundary import ErrorBoundary
from contentforge_platform.http.client_address import ClientAddress
from contentforge_platform.http.cors import Cors, OriginCheck
from contentforge_platform.http.health import Ops, OpsPaths
from contentforge_platform.http.limiter import RateLimiter
from contentforge_platform.http.observe import Observe
from contentforge_platform.http.request_id import RequestId
from contentforge_platform.http.security_headers import SecurityHeaders
from contentforge_platform.http.settings import CorsSettings, HttpSettings
from contentforge_platform.http.slashes import TrailingSlash
from contentforge_platform.http.trace import Trace
from contentforge_platform.observability import Metrics, is_tracing

Layer = Callable[[ASGIApp], ASGIApp]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """The layers that stand around the app of a process, and what they need.

    Attributes:
        resolver: wraps what it is given and calls `set_mount` on each scope. It stands outside of all that may refuse,
            so that refusals come out in the right envelope, and inside of what only needs the client's address.
        origins: further origins that may read answers by CORS, such as a site's own.
        trust_traceparent: whether a request's own traceparent is the parent of its trace, and not only linked to.
        limit_for: the largest body of a request, where the usual limits by path do not do.
    """

    http: HttpSettings
    cors: CorsSettings
    limiter: RateLimiter
    metrics: Metrics
    ops: Ops
    trusted_proxies: int = 0
    access_log: bool = True
    trust_traceparent: bool = False
    resolver: Layer | None = None
    origins: OriginCheck | None = None
    limit_for: LimitFor | None = None

    def around(self, app: ASGIApp) -> ASGIApp:
        """The app behind its layers, put around it from the innermost to the outermost."""
        app = TrailingSlash(app)
        app = BodyLimit(app, limit_for=self.limit_for or limits_by_path(self.http))
        app = AddressLimit(app, self.limiter)
        if self.resolver is not None:
            app = self.resolver(app)
        app = ErrorBoundary(app)
        app = ClientAddress(app, trusted_proxies=self.trusted_proxies)
        app = SecurityHeaders(app, hsts_seconds=self.http.hsts_seconds)
        app = Observe(app, self.metrics, access_log=self.access_log)
        if is_tracing():
            app = Trace(app, trusted=self.trust_traceparent)
        app = RequestId(app)
        app = OpsPaths(app, self.ops)
        return Cors(app, self.cors, also=self.origins)
