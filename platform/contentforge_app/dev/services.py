"""The engines under the processes: started first, watched, ended last."""

from dataclasses import dataclass, field

from contentforge_app.dev.backoff import Backoff
from contentforge_app.dev.plan import DevPlan
from contentforge_app.embedded import EmbeddedPostgres, EmbeddedValkey, EngineError, RunningPostgres, RunningValkey


@dataclass(slots=True)
class _Watched:
    engine: EmbeddedPostgres | EmbeddedValkey
    backoff: Backoff = field(default_factory=Backoff)
    was_alive: bool = True


class Services:
    """The embedded engines of a plan; those that the plan brings itself are left out."""

    def __init__(self, plan: DevPlan) -> None:
        self._watched: list[_Watched] = []
        self.postgres: RunningPostgres | None = None
        self.valkey: RunningValkey | None = None
        try:
            if plan.database_url is None:
                database = EmbeddedPostgres(plan.data_dir, fast=plan.fast)
                self.postgres = database.start()
                self._watched.append(_Watched(database))
            if plan.redis_url is None:
                broker = EmbeddedValkey(plan.data_dir, fast=plan.fast)
                self.valkey = broker.start()
                self._watched.append(_Watched(broker))
        except BaseException:
            self.stop()
            raise

    @property
    def pids(self) -> list[int]:
        return [watched.engine.pid for watched in self._watched if watched.engine.pid is not None]

    @property
    def descriptors(self) -> list[int]:
        """File descriptors that a fork must not keep: the folder locks."""
        return [descriptor for watched in self._watched for descriptor in watched.engine.descriptors]

    def mend(self) -> list[str]:
        """Start again, on the same port and data, what has died and has waited its turn. Returns what to tell of it."""
        told = []
        for watched in self._watched:
            name = watched.engine.name
            if watched.engine.pid is not None:
                continue
            if watched.was_alive:
                watched.was_alive = False
                told.append(f"{name} has ended; starting it again in {watched.backoff.failed():.1f} s")
            if not watched.backoff.due():
                continue
            try:
                watched.engine.start()
            except EngineError as error:
                told.append(f"{error}\nnext attempt in {watched.backoff.failed():.1f} s")
            else:
                watched.was_alive = True
                watched.backoff.started()
                told.append(f"{name} runs again")
        return told

    def stop(self) -> None:
        for watched in reversed(self._watched):
            watched.engine.stop()
        self._watched.clear()
