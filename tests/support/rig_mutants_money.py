"""Sabotages of taking money, as `rig_mutants` has them of the rest."""

from typing import Final

from support.rig_mutants import Mutant

_WEBHOOK: Final = "tests/integration/payments/test_webhook.py::"
_BUYING: Final = "tests/integration/payments/test_buying.py::"
_FAMILIES: Final = "tests/integration/billing/test_families.py::"
_TICKETS: Final = "tests/integration/payments/test_tickets.py::"

MONEY: Final[dict[str, Mutant]] = {
    "an event is known by something else than its id": Mutant(
        promise=10,
        file="contentforge_billing/inbox/repository.py",
        old="        notice.id,\n",
        new='        f"{notice.id}:{new_id()}",\n',
        test=_WEBHOOK + "test_an_event_is_one_row_and_one_piece_of_work_however_often_it_comes",
        because="assert 20 == 1",
    ),
    "an event's own type decides what a subscription is": Mutant(
        promise=10,
        file="contentforge_billing/inbox/handler.py",
        old='            await self._subscriptions.refresh(tenant, event["subscription"])\n',
        new="""            await self._subscriptions.refresh(tenant, event["subscription"])
            async with self._uow.write(tenant) as session:
                kind = await session.fetchval("SELECT type FROM stripe_event WHERE id = $1", event["id"])
                status = "canceled" if kind.endswith("deleted") else "active"
                await session.fetchval("UPDATE subscription SET status = $1", status)
""",
        test=_WEBHOOK + "test_nothing_revives_what_was_cancelled",
        because="'active' == 'canceled'",
    ),
    "an older reading may be written over a newer one": Mutant(
        promise=10,
        file="contentforge_billing/subscriptions/repository.py",
        old="AND written_no < $3 AND NOT",
        new="AND $3::int > 0 AND NOT",
        test=_TICKETS + "test_an_older_reading_never_replaces_a_newer_one",
        because="'pro' == 'enterprise'",
    ),
    "events of the future are believed": Mutant(
        promise=12,
        file="contentforge_billing/inbox/signature.py",
        old="abs(present - int(moments[0])) > TOLERANCE_SECONDS",
        new="present - int(moments[0]) > TOLERANCE_SECONDS",
        test=_WEBHOOK + "test_the_tolerance_ends_after_300_seconds_on_both_sides",
        because="DID NOT RAISE",
    ),
    "an empty secret is a secret": Mutant(
        promise=12,
        file="contentforge_billing/inbox/signature.py",
        old="    if not any(_signed(body, header, secret) for secret in secrets):\n",
        new="    if not all(_signed(body, header, secret) for secret in secrets if secret.strip()):\n",
        test=_WEBHOOK + "test_an_empty_secret_lets_nobody_in",
        because="DID NOT RAISE",
    ),
    "the former page stays open": Mutant(
        promise=10,
        file="contentforge_billing/checkout/open.py",
        old="            await self._close_others(tenant, customer)\n",
        new="",
        test=_BUYING + "test_a_second_subscription_is_refused_from_whatever_tab",
        because="has given way",
    ),
    "a family has no limit": Mutant(
        promise=13,
        file="contentforge_app/migrations/versions/0010_families.py",
        old="        WHERE most < 0 OR counter.used + counter.held + wanted <= most\n",
        new="",
        test=_FAMILIES + "test_two_hundred_at_once_from_the_whole_family_admit_exactly_what_is_left",
        because="== 10",
    ),
    "what a child has done counts for nobody else": Mutant(
        promise=13,
        file="contentforge_app/migrations/versions/0010_families.py",
        old="            PERFORM end_in_family(ARRAY[of_metric], ARRAY[of_item], 'settled');\n",
        new="            NULL;\n",
        test=_FAMILIES + "test_a_job_that_a_child_completes_is_used_up_for_both",
        because="a partner's ledger is not that of its children",
    ),
    "whoever looks tells of an alert": Mutant(
        promise=9,
        file="contentforge_billing/usage/alerts/raising.py",
        old='fresh = await repository.insert(session, tenant, (metric.value, row["period_start"]), steps, figures)',
        new="fresh = dict(zip(*steps))",
        test="tests/integration/billing/test_alerts.py::test_many_who_look_at_once_tell_once",
        because="== 1",
    ),
    "a plan is remembered from the request before": Mutant(
        promise=14,
        file="contentforge_billing/subscriptions/settle.py",
        old="    return result if await organizations.set_plan(session, tenant, result.word) else None\n",
        new="    return result\n",
        test=_BUYING + "test_a_paid_plan_holds_on_the_next_request",
        because="'free' == 'pro'",
    ),
}
