"""Sabotages, one line each: what must turn which test red, or the test shows nothing."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from support.repository import ROOT, SOURCE_ROOTS

_FAULTS: Final = "tests/faults/"
_SECONDS: Final = 600


@dataclass(frozen=True, slots=True)
class Mutant:
    """One sabotage.

    Attributes:
        promise: the number of the promise that it breaks.
        file: where, relative to the packages.
        old, new: the text that is replaced; it must be there exactly once.
        test: what must turn red.
        because: a part of what the red test says.
    """

    promise: int
    file: str
    old: str
    new: str
    test: str
    because: str


MUTANTS: Final[dict[str, Mutant]] = {
    "claims are not exclusive": Mutant(
        promise=3,
        file="contentforge_platform/work/pool.py",
        old="    ORDER BY ready_at, id LIMIT $2 FOR UPDATE SKIP LOCKED\n",
        new="    ORDER BY ready_at, id LIMIT $2\n",
        test="tests/integration/platform/test_work.py::test_a_claim_passes_over_what_another_is_about_to_have",
        because="assert",
    ),
    "tenants' tables do not force their policy": Mutant(
        promise=15,
        file="contentforge_platform/database/tenancy.py",
        old='f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"',
        new='f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY"',
        test="tests/integration/tenants/test_schema.py::test_every_tenant_table_is_behind_forced_row_level_security",
        because="assert",
    ),
    "the lease is not checked at the end": Mutant(
        promise=3,
        file="contentforge_app/migrations/versions/0008_jobs_in_two_statements.py",
        old="""lease_token = with_token AND state = 'running'
    RETURNING kind INTO of_kind;
""",
        new="""with_token IS NOT NULL AND state = 'running'
    RETURNING kind INTO of_kind;
""",
        test=_FAULTS + "test_paused_workers.py::test_a_paused_worker_cannot_overwrite_a_newer_result",
        because="'completed' == 'processing'",
    ),
    "nobody takes up what dead workers held": Mutant(
        promise=2,
        file="contentforge_platform/work/sweep.py",
        old="    expired = await session.fetch(_EXPIRED, _BATCH)\n",
        new="    expired: list[asyncpg.Record] = []\n",
        test=_FAULTS + "test_worker_kills.py::test_a_dead_workers_job_is_done_by_another_and_billed_once",
        because="the model is asked 2 x",
    ),
    "a commit is acknowledged before it is on disk": Mutant(
        promise=1,
        file="contentforge_platform/database/pools.py",
        old='"jit": "off",',
        new='"jit": "off", "synchronous_commit": "off",',
        test=_FAULTS + "test_database_crashes.py::test_a_crash_of_postgresql_loses_nothing_it_acknowledged[2]",
        because="an accepted job is lost",
    ),
    "workers only look when the bell rings": Mutant(
        promise=7,
        file="contentforge_workers/loop.py",
        old="            async with asyncio.timeout(self._poll_seconds):\n",
        new="            async with asyncio.timeout(None):\n",
        test=_FAULTS + "test_broker_faults.py::test_orders_are_taken_at_once_while_the_broker_is_away[stopped]",
        because="Timeout",
    ),
    "a hold is ignored": Mutant(
        promise=4,
        file="contentforge_platform/work/repository.py",
        old="CASE WHEN item.delay > 0 THEN 'scheduled'",
        new="CASE WHEN item.delay < 0 THEN 'scheduled'",
        test=_FAULTS + "test_schedules.py::test_held_jobs_keep_their_time_whatever_is_restarted_meanwhile[1]",
        because="min(",
    ),
    "what the other side asks to wait is ignored": Mutant(
        promise=4,
        file="contentforge_workers/outcome.py",
        old="    return jittered if asked is None else min(max(asked, 0.0), _LONGEST_DELAY)\n",
        new="    return jittered\n",
        test=_FAULTS + "test_schedules.py::test_a_busy_model_is_asked_again_not_before_it_said",
        because="assert 4.0 <=",
    ),
    "failed work keeps its unit": Mutant(
        promise=5,
        file="contentforge_content/jobs/end.py",
        old="    released = await usage.release(session, tenant, [Metric.GENERATIONS], [job])\n",
        new="    released = {job}\n",
        test=_FAULTS + "test_schedules.py::test_a_model_that_only_fails_is_asked_three_times_and_nothing_is_billed",
        because="a job that brought nothing is billed",
    ),
    "completed work is counted twice": Mutant(
        promise=5,
        file="contentforge_app/migrations/versions/0010_families.py",
        old="    UPDATE usage_period SET used = used + entry.units, held",
        new="    UPDATE usage_period SET used = used + 2 * entry.units, held",
        test=_FAULTS + "test_worker_kills.py::test_a_dead_workers_job_is_done_by_another_and_billed_once",
        because="a counter is not the sum of its entries",
    ),
    "a burst may take every slot": Mutant(
        promise=6,
        file="contentforge_content/jobs/kinds.py",
        old="per_organization=settings.per_organization",
        new="per_organization=None",
        test=_FAULTS + "test_fairness.py::test_five_jobs_beside_a_burst_take_at_most_three_times_as_long[60]",
        because="beside <=",
    ),
    "leases are not handed back": Mutant(
        promise=8,
        file="contentforge_workers/loop.py",
        old="                await work.hand_back(session, [claim for claim, _ in left])\n",
        new="                await session.fetchval('SELECT 1')\n",
        test=_FAULTS + "test_draining.py::test_a_stopped_worker_hands_its_job_to_another[1.0]",
        because="assert (0, 2) == (0, 1)",
    ),
    "a key is not locked while it is used": Mutant(
        promise=9,
        file="contentforge_platform/idempotency/keys.py",
        old='_LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0))"',
        new='_LOCK = "SELECT $1::text IS NOT NULL"',
        test=_FAULTS + "test_idempotency.py::test_fifty_parallel_requests_with_one_key_make_one_job[3]",
        because="assert",
    ),
    "the limit is compared with what was counted before": Mutant(
        promise=13,
        file="contentforge_app/migrations/versions/0010_families.py",
        old="        WHERE most < 0 OR counter.used + counter.held < most\n",
        new="""        WHERE most < 0 OR coalesce((
            SELECT sum(seen.used + seen.held) FROM usage_period AS seen
            WHERE seen.organization_id = tenant AND seen.metric = of_metric), 0) < most
""",
        test=_FAULTS + "test_limits.py::test_two_hundred_at_once_with_ten_left_admit_exactly_ten[2]",
        because="assert",
    ),
    "a request waits for the broker": Mutant(
        promise=22,
        file="contentforge_platform/http/redis_counter.py",
        old="            async with asyncio.timeout(self._timeout), self._calls:\n",
        new="            async with asyncio.timeout(None), self._calls:\n",
        test=_FAULTS + "test_slow_dependencies.py::test_while_something_hangs_others_are_answered_as_ever[100]",
        because="<= 1.0",
    ),
    "a digit of any script is a number": Mutant(
        promise=23,
        file="contentforge_platform/http/pagination.py",
        old="    if not (digits.isascii() and digits.isdigit()):\n",
        new="    if not digits.isdigit():\n",
        test="tests/contracts/test_hostile_requests.py::test_every_operation_refuses_what_no_client_would_send[writer-1]",
        because="Internal Server Error",
    ),
    "the last event is not told": Mutant(
        promise=1,
        file="contentforge_app/migrations/versions/0008_jobs_in_two_statements.py",
        old="    ));\n    RETURN NEXT;\n",
        new="    )) WHERE false;\n    RETURN NEXT;\n",
        test=_FAULTS + "test_worker_kills.py::test_a_dead_workers_job_is_done_by_another_and_billed_once",
        because="a job's last event does not tell how it stands",
    ),
}


def sabotaged(mutant: Mutant, folder: Path) -> Path:
    """A copy of all packages, with the sabotage.

    Raises:
        AssertionError: the text to replace is not there exactly once; the mutant must follow the source.
    """
    for root in SOURCE_ROOTS:
        for package in (ROOT / root).glob("contentforge_*"):
            shutil.copytree(package, folder / package.name, ignore=shutil.ignore_patterns("__pycache__"))
    target = folder / mutant.file
    source = target.read_text(encoding="utf-8")
    assert source.count(mutant.old) == 1, f"{mutant.file} has {source.count(mutant.old)} times:\n{mutant.old}"
    target.write_text(source.replace(mutant.old, mutant.new), encoding="utf-8")
    return folder


def run_test(test: str, packages: Path) -> tuple[int, str]:
    """Run one test in a process of its own on these packages; its exit status and what it said."""
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": os.environ.get("HOME", str(packages)),
        "PYTHONPATH": str(packages),
        "FAULT_PACKAGES": str(packages),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", "--tb=short", test]
    done = subprocess.run(  # noqa: S603 - the arguments are our own
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=_SECONDS, check=False
    )
    return done.returncode, done.stdout + done.stderr
