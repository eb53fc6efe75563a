"""The composition root of one process: everything that is built once, started in order and closed in reverse."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from importlib.metadata import version
from typing import TYPE_CHECKING, Final, Protocol

import structlog
from pydantic import SecretStr
from redis.asyncio import Redis

from contentforge_app.billing import Payments
from contentforge_app.jobwatch import EventFeed, JobWatch
from contentforge_app.publishing import EventPublisher
from contentforge_app.settings import Settings
from contentforge_app.tokens import TokenReader
from contentforge_billing.entitlements import Entitlements
from contentforge_billing.plans import PlanCatalogue
from contentforge_billing.subscriptions import PlanOverrides
from contentforge_blog.changes import SiteChanged
from contentforge_blog.rendering import Renderer
from contentforge_blog.sites import KnownSites
from contentforge_content.jobs.kinds import JobKinds
from contentforge_platform.database import Database, UnitOfWork
from contentforge_platform.egress import Egress
from contentforge_platform.events import EventBus, LiveEvent, Notice
from contentforge_platform.http.limiter import RateLimiter
from contentforge_platform.ids import SessionId, TenantId
from contentforge_platform.imaging import ImagePool
from contentforge_platform.observability import Metrics
from contentforge_platform.observability.metrics import Samples
from contentforge_platform.presence import Presence
from contentforge_platform.security import KeyedHash, Passwords
from contentforge_platform.storage import Storage, UrlSigner, open_storage
from contentforge_platform.work import Wake
from contentforge_tenants.api_keys import UsedKeys, note_used
from contentforge_tenants.keyring import Keyring
from contentforge_tenants.organizations import OpenOrganizations, OrganizationClosed
from contentforge_tenants.sessions import SessionsEnded

if TYPE_CHECKING:
    from contentforge_content.providers.registry import ProviderRegistry

_OURS: Final = "contentforge "
_REST_SECONDS: Final = 1.0
_NOTE_KEYS_SECONDS: Final = 2.0
_INSIST_SECONDS: Final = 0.2
_SESSIONS_ENDED: Final = "sessions-ended"
_SITE_CHANGED: Final = "site-changed"
_ORGANIZATION_CLOSED: Final = "organization-closed"

log = structlog.get_logger(__name__)


class Waker(Protocol):
    """Rings the bell of a work queue; returns at once, whatever state the broker is in."""

    def wake(self, queue: str) -> None: ...


class Runtime:
    """What one process is made of. Nothing is opened before `start`, and nothing stays open after `close`."""

    def __init__(self, settings: Settings, waker: Waker, *, application: str = "contentforge") -> None:
        settings.require_complete()
        self.settings = settings
        self.metrics = Metrics()
        self.metrics.process.labels(application.removeprefix(_OURS), version("contentforge")).set(1)
        self.catalogue = PlanCatalogue.load(settings.billing)
        self.entitlements = Entitlements(self.catalogue, settings.billing)
        self.kinds = JobKinds.configured(settings.generation)
        self.used_keys = UsedKeys()
        self.database = Database(settings.database, application=application)
        self.metrics.watch("database_connections_in_use", "Connections handed out.", ("role",), self._connections)
        self.metrics.watch("database_connections_limit", "Connections at most.", ("role",), self._connection_limits)
        self.uow = UnitOfWork(self.database, self._after_commit)
        self.overrides = PlanOverrides(self.uow, self.catalogue, settings.billing)
        redis_url = settings.redis.url or SecretStr("")
        self._presence = Presence(self.uow, application.removeprefix(_OURS))
        self.payments = Payments.of(settings, self.uow, self.catalogue)
        self.redis = _redis(redis_url, settings.redis.timeout_seconds)
        self._listening = _redis(redis_url, None)  # a subscription is silent for as long as nothing happens
        self.limiter = RateLimiter(settings.redis.url, settings.rate_limit)
        self.feed = EventFeed(EventBus(self._listening))
        self.jobs = JobWatch(self.uow)
        self.feed.hear(self.jobs.hear)
        self.feed.notice(self._noticed)
        self.bus = EventBus(self.redis)
        self._publisher = EventPublisher(self.bus, self.uow, self.metrics)
        self._passwords = Passwords()
        self.keyring = Keyring.of(settings.secrets, settings.auth, self._passwords)
        self.tokens = TokenReader(self.keyring.tokens)
        self.preview_tokens = KeyedHash(settings.secrets.key_pepper, "preview-token")
        self.renderer = Renderer()
        self.sites = KnownSites(self.uow)
        self.open_organizations = OpenOrganizations(self.uow)
        self.egress = Egress(settings.egress)
        self.signer = UrlSigner(settings.secrets.key_pepper, seconds=settings.storage.url_seconds)
        self.storage: Storage = open_storage(settings.storage, data_dir=settings.data_dir, signer=self.signer)
        self._waker = waker
        self._session_watchers: list[Callable[[SessionsEnded], None]] = []
        self._closing_watchers: list[Callable[[], None]] = []
        self._closing = AsyncExitStack()

    async def start(self, *, listen: bool = True) -> None:
        """Open what must be open; with `listen`, hear the realtime bus, as processes with waiting clients do."""
        closing = self._closing
        closing.callback(self._passwords.close)
        closing.callback(self.renderer.close)
        closing.push_async_callback(self.database.close)
        closing.push_async_callback(self.redis.aclose)
        closing.push_async_callback(self._listening.aclose)
        closing.push_async_callback(self.limiter.close)
        closing.push_async_callback(self.egress.close)
        closing.push_async_callback(self.storage.close)
        if self.payments is not None:
            closing.push_async_callback(self.payments.connection.close)
        closing.push_async_callback(self._presence.leave)
        self.keep_running("presence", self._presence.keep_telling)
        closing.push_async_callback(self._note_keys)
        self.keep_running("note_keys", self._noting_keys)
        closing.push_async_callback(self._publisher.finish)
        self.keep_running("publish_events", self._publisher.keep_publishing)
        self.keep_running("mark_events", self._publisher.keep_marking)
        if listen:
            self.keep_running("hear_events", self.feed.run)
            self.keep_running("watch_jobs", self.jobs.poll)

    async def close(self) -> None:
        """Close everything, the last opened first."""
        await self._closing.aclose()

    def image_pool(self) -> ImagePool:
        """Child processes for images; the caller closes them."""
        return ImagePool(self.settings.imaging)

    def providers(self) -> "ProviderRegistry":
        """The models on offer, with clients of their own; the caller closes them."""
        # The client library costs 25 MB, and only workers call models.
        from contentforge_content.providers.registry import build_registry  # noqa: PLC0415 - see above

        return build_registry(self.settings.ai, self.settings.provider_keys())

    def watch_sessions(self, watcher: Callable[[SessionsEnded], None]) -> None:
        """Have `watcher` told of sessions that have ended, here or in another process; it may be told twice."""
        self._session_watchers.append(watcher)

    def watch_closings(self, watcher: Callable[[], None]) -> None:
        """Have `watcher` told when an organization was shut, here or in another process; it may be told twice."""
        self._closing_watchers.append(watcher)

    def _connections(self) -> Samples:
        yield ("app",), self.database.app.in_use
        yield ("system",), self.database.system.in_use

    def _connection_limits(self) -> Samples:
        yield ("app",), self.settings.database.pool_size
        yield ("system",), self.settings.database.system_pool_size

    def _after_commit(self, effects: Sequence[object]) -> None:
        """Do what transactions have left to be done: none of it waits, and none of it may fail."""
        for effect in effects:
            match effect:
                case LiveEvent():
                    self._publisher.publish(effect)
                case Wake(queue):
                    self._waker.wake(queue)
                case SessionsEnded():
                    self._tell_ended(effect)
                    self._publisher.notify(Notice(_SESSIONS_ENDED, effect.sessions))
                case SiteChanged():
                    self.sites.forget(effect.tenant)
                    self._publisher.notify(Notice(_SITE_CHANGED, (effect.tenant,)))
                case OrganizationClosed():
                    self._tell_closed()
                    self._publisher.notify(Notice(_ORGANIZATION_CLOSED, (effect.tenant,)))
                case _:
                    log.error("effect_unknown", effect=type(effect).__name__)

    def _noticed(self, notice: Notice) -> None:
        if notice.topic == _SESSIONS_ENDED:
            self._tell_ended(SessionsEnded(tuple(map(SessionId, notice.ids))))
        elif notice.topic == _SITE_CHANGED:
            for tenant in notice.ids:
                self.sites.forget(TenantId(tenant))
        elif notice.topic == _ORGANIZATION_CLOSED:
            self._tell_closed()

    def _tell_closed(self) -> None:
        self.sites.forget_all()
        self.open_organizations.forget_all()
        for watcher in self._closing_watchers:
            watcher()

    def _tell_ended(self, ended: SessionsEnded) -> None:
        for watcher in self._session_watchers:
            watcher(ended)

    def keep_running(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Run `work` beside everything else until `close`; if it fails, tell and begin again."""
        task = asyncio.create_task(_again_and_again(name, work), name=name)
        self._closing.push_async_callback(_ended, task)

    async def _noting_keys(self) -> None:
        while True:
            await asyncio.sleep(_NOTE_KEYS_SECONDS)
            await self._note_keys()

    async def _note_keys(self) -> None:
        if uses := self.used_keys.take():
            async with self.uow.system() as session:
                await note_used(session, uses)


def _redis(url: SecretStr, seconds: float | None) -> Redis:
    client: Redis = Redis.from_url(
        url.get_secret_value(), socket_timeout=seconds, socket_connect_timeout=seconds or 1.0
    )
    return client


async def _again_and_again(name: str, work: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await work()
        except Exception:
            log.exception("background_work_failed", work=name)
        await asyncio.sleep(_REST_SECONDS)


async def _ended(task: asyncio.Task[None]) -> None:
    """End a task for good: a library that is interrupted while it connects may swallow the first cancellation."""
    while not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=_INSIST_SECONDS)
