"""The operator's console, put together from what a process is made of."""

from importlib.metadata import version

from contentforge_admin.operator.console import Console
from contentforge_app.migrations import head
from contentforge_app.runtime import Runtime


def console(runtime: Runtime) -> Console:
    """What the operator's API needs of this process."""
    return Console(
        uow=runtime.uow,
        limiter=runtime.limiter,
        tokens=runtime.tokens,
        entitlements=runtime.entitlements,
        overrides=runtime.overrides,
        kinds=runtime.kinds,
        billed=runtime.payments is not None,
        storage=runtime.storage,
        ping_valkey=lambda: _pinged(runtime),
        bounds=runtime.settings.console,
        version=version("contentforge"),
        revision=head() or "",
    )


async def _pinged(runtime: Runtime) -> None:
    await runtime.redis.ping()
