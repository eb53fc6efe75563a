"""Which duties the scheduler has: its half of the composition root."""

from typing import Final

from contentforge_app.billing import Payments
from contentforge_app.measures import measures
from contentforge_app.purge import Purger
from contentforge_app.runtime import Runtime
from contentforge_billing import inbox
from contentforge_billing.offers import SandboxSale
from contentforge_billing.settings import BillingMode
from contentforge_billing.usage.alerts import AlertKeeper
from contentforge_blog import preview
from contentforge_platform import mail, presence
from contentforge_tenants import exports, one_time, sessions, throttle
from contentforge_tenants.accounts import longest_window
from contentforge_workers.scheduler import Duty, lag_duty, relay_duty, work_duties

_FORGET_SECONDS: Final = 60.0
_KEEP_SESSIONS_DAYS: Final = 7
_GRACE_SECONDS: Final = 5.0
_INBOX_SECONDS: Final = 5.0
_SALE_SECONDS: Final = 2.0


def duties(runtime: Runtime) -> list[Duty]:
    """Everything that must be done again and again, whoever else does it at the same time."""
    return [
        *work_duties(runtime.uow, runtime.kinds.all()),
        relay_duty(runtime.uow, runtime.bus, runtime.metrics),
        lag_duty(runtime.uow, runtime.metrics),
        *measures(runtime),
        Duty("forget_sign_ins", _FORGET_SECONDS, lambda: _forget_sign_ins(runtime)),
        Duty("forget_mails", _FORGET_SECONDS, lambda: _forget_mails(runtime)),
        Duty("forget_processes", _FORGET_SECONDS, lambda: _forget_processes(runtime)),
        Duty("forget_previews", _FORGET_SECONDS, lambda: _forget_previews(runtime)),
        Duty("expire_exports", _FORGET_SECONDS, lambda: _expire_exports(runtime)),
        Duty("purge", _FORGET_SECONDS, Purger(runtime.uow, runtime.storage).run),
        Duty("usage_alerts", runtime.settings.billing.alert_seconds, _alerts(runtime).run),
        *(_payment_duties(runtime, runtime.payments) if runtime.payments is not None else ()),
    ]


def _alerts(runtime: Runtime) -> AlertKeeper:
    return AlertKeeper(runtime.uow, runtime.catalogue, runtime.entitlements)


def _payment_duties(runtime: Runtime, payments: Payments) -> list[Duty]:
    settings = runtime.settings.billing
    sale = SandboxSale(payments.shop, runtime.catalogue)
    return [
        *([Duty("sandbox_sale", _SALE_SECONDS, sale.run)] if settings.mode is BillingMode.SANDBOX else []),
        Duty("reconcile", settings.reconcile_seconds, payments.reconciler.run),
        Duty("end_graces", _GRACE_SECONDS, payments.graces.run),
        Duty("end_overrides", _GRACE_SECONDS, runtime.overrides.run),
        Duty("inbox", _INBOX_SECONDS, lambda: _measure_inbox(runtime)),
        Duty("forget_events", _FORGET_SECONDS, payments.reconciler.forget),
    ]


async def _measure_inbox(runtime: Runtime) -> None:
    async with runtime.uow.system() as session:
        behind = await inbox.lag(session)
    runtime.metrics.inbox_unhandled.set(behind.waiting + behind.parked)
    runtime.metrics.inbox_oldest.set(max(behind.oldest_waiting, behind.oldest_parked))


async def _forget_sign_ins(runtime: Runtime) -> None:
    """Delete a batch of sessions that ended long ago, and of tries at passwords that no longer count."""
    async with runtime.uow.system() as session:
        await sessions.forget_ended(session, days=_KEEP_SESSIONS_DAYS)
        await throttle.forget_old(session, longest_window(runtime.keyring))


async def _forget_processes(runtime: Runtime) -> None:
    """Delete what is known of processes that were not seen for a day."""
    async with runtime.uow.system() as session:
        await presence.forget_gone(session)


async def _expire_exports(runtime: Runtime) -> None:
    """Delete a batch of archives whose time is over."""
    await exports.expire_due(runtime.uow, runtime.storage)


async def _forget_previews(runtime: Runtime) -> None:
    """Delete a batch of expired links to unpublished posts."""
    async with runtime.uow.system() as session:
        await preview.forget_old(session)


async def _forget_mails(runtime: Runtime) -> None:
    """Delete a batch of old mails, and of the tokens that they carried."""
    async with runtime.uow.system() as session:
        await mail.forget_old(session)
        await one_time.forget_old(session)
