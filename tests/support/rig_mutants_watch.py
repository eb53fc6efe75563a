"""Sabotages of what an operator is told, as `rig_mutants` has them of the rest."""

from typing import Final

from support.rig_mutants import Mutant

_FIRES: Final = "tests/faults/test_alerts_fire.py::test_an_alert_fires_by_its_cause_and_ends_when_it_is_mended"

WATCH: Final[dict[str, Mutant]] = {
    "lost leases are counted from the first one on": Mutant(
        promise=3,
        file="contentforge_workers/loop.py",
        old="        declare_outcomes(metrics, handlers)\n",
        new="",
        test=f"{_FIRES}[a worker is suspended]",
        because="ContentForgeLeasesLost fires",
    ),
    "events that were put aside are not overdue": Mutant(
        promise=11,
        file="contentforge_app/duties.py",
        old="runtime.metrics.inbox_oldest.set(max(behind.oldest_waiting, behind.oldest_parked))",
        new="runtime.metrics.inbox_oldest.set(0.0 if behind.parked else behind.oldest_waiting)",
        test=f"{_FIRES}[Stripe is away]",
        because="ContentForgeInboxStuck",
    ),
    "what Stripe refuses is no failure": Mutant(
        promise=11,
        file="contentforge_billing/inbox/reconcile.py",
        old="        await self._read_list()\n        await self._compare()\n",
        new="""        try:
            await self._read_list()
            await self._compare()
        except Exception:
            log.warning("reconciler_waits")
""",
        test="tests/integration/payments/test_outages.py::test_while_stripe_is_away_the_duty_has_failed",
        because="DID NOT RAISE",
    ),
}
