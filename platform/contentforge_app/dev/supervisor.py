"""The supervisor of `contentforge dev`: engines, migrations, children, and nothing left behind."""

import gc
import os
import signal
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial

from contentforge_app.dev import environment as settings
from contentforge_app.dev.backoff import Backoff
from contentforge_app.dev.console import Console, table
from contentforge_app.dev.guard import Guard
from contentforge_app.dev.members import Member, Members
from contentforge_app.dev.plan import Child, DevPlan, Environment, Listens
from contentforge_app.dev.readiness import wait_for
from contentforge_app.dev.services import Services
from contentforge_app.dev.signals import Signals
from contentforge_app.embedded import EngineError, folders, ports

_TURN = 0.25


@dataclass(slots=True)
class _Kept:
    """A child that is to run, and the process that runs it now."""

    child: Child
    environment: Environment
    backoff: Backoff = field(default_factory=Backoff)
    member: Member | None = None


def run_dev(plan: DevPlan) -> int:
    """Run everything in the foreground until SIGINT or SIGTERM, and return the exit status.

    Call it from the main thread of a process that has no other and in which no event loop runs.
    """
    console = Console([child.name for child in plan.children])
    with ExitStack() as stack:
        signals = Signals()
        stack.callback(signals.restore)
        try:
            signals.interrupting = True
            lock = folders.FolderLock(folders.prepare(plan.data_dir, passable=True), what="contentforge dev")
            lock.acquire()
            stack.callback(lock.release)
            _check_address(plan)
            plan.preload()
            gc.freeze()  # what is shared by now stays shared: the collector need not touch it
            return _Supervisor(plan, console, signals, lock).run()
        except EngineError as error:
            console.say(str(error))
            return 1
        except KeyboardInterrupt:
            return 0


def _check_address(plan: DevPlan) -> None:
    if not 0 < plan.port < 65_536:  # noqa: PLR2004 - the range of TCP's ports
        raise EngineError(f"{plan.port} is no port")
    if not ports.is_free(plan.port, plan.host):
        hint = f"choose another: make dev PORT={plan.port + 1}"
        raise EngineError(f"cannot listen on {plan.host}:{plan.port}, it is in use; {hint}")


class _Supervisor:
    def __init__(self, plan: DevPlan, console: Console, signals: Signals, lock: folders.FolderLock) -> None:
        self._plan = plan
        self._console = console
        self._signals = signals
        self._lock = lock
        self._services = Services(plan)
        try:
            self._environment = settings.for_children(plan, self._services)
            self._kept = [_Kept(child, self._own_settings(child)) for child in plan.children]
            signals.interrupting = False
            self._guard = Guard(close=[*self._private, *signals.descriptors])
        except BaseException:
            self._services.stop()
            raise
        self._members = Members(console, self._guard, signals)
        self._guarded: set[int] = set()

    @property
    def _private(self) -> list[int]:
        return [*self._lock.descriptors, *self._services.descriptors]

    @property
    def _stopping(self) -> bool:
        return bool(self._signals.requests) or self._console.gone

    def run(self) -> int:
        status = 0
        try:
            self._guard_engines()
            self._announce()
            if self._migrate():
                self._keep_running()
            elif not self._stopping:
                status = 1
        except KeyboardInterrupt:
            pass  # it interrupted an engine's restart; a stop was asked for
        finally:
            self._shut_down()
        return status

    def _own_settings(self, child: Child) -> Environment:
        if child.listens is not Listens.OPS:
            return self._environment
        return self._environment | {"CONTENTFORGE_OPS_PORT": str(ports.free_port())}

    def _guard_engines(self) -> None:
        living = set(self._services.pids)
        for pid in self._guarded - living:
            self._guard.remove(pid)
        for pid in living - self._guarded:
            self._guard.add(pid)
        self._guarded = living

    def _announce(self) -> None:
        rows = {"data": str(self._plan.data_dir.absolute())}
        if self._services.postgres:
            rows["postgres"] = f"{self._services.postgres.host}:{self._services.postgres.port}"
        if self._services.valkey:
            rows["valkey"] = f"{self._services.valkey.host}:{self._services.valkey.port}"
        for kept in self._kept:
            if kept.child.listens is Listens.OPS:
                rows[kept.child.name] = f"http://{ports.HOST}:{kept.environment['CONTENTFORGE_OPS_PORT']}/metrics"
            elif kept.child.listens is Listens.SANDBOX:
                rows[kept.child.name] = f"{kept.environment['CONTENTFORGE_BILLING__SANDBOX_URL']}/_sandbox/"
        for line in table(rows):
            self._console.say(line)

    def _migrate(self) -> bool:
        """Migrate in a process of its own, so that this one stays fit to be forked. Returns whether that went well."""
        admin = self._services.postgres.url if self._services.postgres else None
        member = self._fork("migrate", self._environment, partial(self._plan.migrate, admin, dict(self._environment)))
        while member.status is None and not self._stopping:
            self._members.turn(_TURN)
        if member.status:
            self._console.say(f"the migration failed ({_how(member.status)})")
        return member.status == 0 and not self._stopping

    def _keep_running(self) -> None:
        waiting: Member | None = self._fork("dev", self._environment, partial(wait_for, self._readiness_urls()))
        for kept in self._kept:
            self._start(kept)
        while not self._stopping:
            self._members.turn(_TURN)
            if waiting is not None and waiting.status is not None:
                self._greet(waiting.status)
                waiting = None
            for kept in self._kept:
                self._mend(kept)
            self._mend_services()

    def _readiness_urls(self) -> list[str]:
        urls = []
        for kept in self._kept:
            if kept.child.listens is Listens.PUBLIC:
                urls.append(f"{self._plan.address}/readyz")
            elif kept.child.listens is Listens.OPS:
                urls.append(f"http://{ports.HOST}:{kept.environment['CONTENTFORGE_OPS_PORT']}/readyz")
            elif kept.child.listens is Listens.SANDBOX:
                urls.append(f"{kept.environment['CONTENTFORGE_BILLING__SANDBOX_URL']}/readyz")
        return urls

    def _greet(self, status: int) -> None:
        if status == 0:
            for line in self._plan.greeting(self._plan.address):
                self._console.say(line)
            self._console.plain(f"ready {self._plan.address}")

    def _start(self, kept: _Kept) -> None:
        kept.backoff.started()
        kept.member = self._fork(kept.child.name, kept.environment, partial(kept.child.target, dict(kept.environment)))

    def _fork(self, name: str, environment: Environment, work: Callable[[], None]) -> Member:
        def run() -> None:
            os.environ.update(environment)
            work()

        return self._members.start(name, run, close=self._private)

    def _mend(self, kept: _Kept) -> None:
        if kept.member is not None and kept.member.status is not None:
            delay = kept.backoff.failed()
            how = _how(kept.member.status)
            self._console.say(f"{kept.child.name} has ended ({how}); starting it again in {delay:.2g} s")
            kept.member = None
        if kept.member is None and kept.backoff.due():
            self._start(kept)

    def _mend_services(self) -> None:
        self._signals.interrupting = True
        told = self._services.mend() if not self._stopping else []
        self._signals.interrupting = False
        for line in told:
            self._console.say(line)
        if told:
            self._guard_engines()

    def _shut_down(self) -> None:
        """Ask every child to end, wait, end what is left; the engines go last. A second request does not wait."""
        self._signals.interrupting = False
        self._console.say("stopping")
        self._members.terminate()
        before = self._signals.requests
        deadline = time.monotonic() + self._plan.grace_seconds
        while self._members.living and time.monotonic() < deadline and self._signals.requests <= max(before, 1):
            self._members.turn(_TURN)
        for member in self._members.living:
            self._console.say(f"{member.name} does not end; killing it")
        self._members.kill()
        while self._members.living:
            self._members.turn(_TURN)
        self._services.stop()
        self._guard.dismiss()
        self._members.close()
        self._console.say("stopped")


def _how(status: int) -> str:
    return f"status {status}" if status >= 0 else signal.Signals(-status).name
