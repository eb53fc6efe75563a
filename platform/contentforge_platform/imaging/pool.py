"""Image work in child processes that can be killed: a stranger's image costs a child at worst, never the worker."""

import asyncio
import resource
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from contentforge_platform.imaging.errors import ImageRefused, Refusal, refused
from contentforge_platform.imaging.opening import check_kind
from contentforge_platform.imaging.process import Child, ChildDied
from contentforge_platform.imaging.settings import ImagingSettings
from contentforge_platform.imaging.spec import ImageSpec, ProcessedImage
from contentforge_platform.observability import SpanKind, span

_ATTEMPTS = 2
_PAGE: Final = resource.getpagesize()


class ImagePool:
    """A few children, started when first needed, replaced when they die, hang or have worked long enough.

    Belongs to one event loop. Use as an async context manager, or `close` it.
    """

    def __init__(self, settings: ImagingSettings | None = None) -> None:
        self._settings = settings or ImagingSettings()
        self._places = asyncio.Semaphore(self._settings.children)
        self._idle: list[Child] = []
        self._busy: set[Child] = set()
        self._ending: set[asyncio.Task[None]] = set()
        self._closed = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def process(self, data: bytes, spec: ImageSpec) -> ProcessedImage:
        """Make the variants of `spec`. Waiting for a free child does not count towards the time limit.

        A child that dies under an image may have been killed by the system, for all we know: a fresh one tries once
        more. Cancelling kills the child that works.

        Raises:
            ImageRefused: the image is none, too costly, damaged, or kills what touches it.
        """
        about = {"contentforge.image.bytes": len(data), "contentforge.image.variants": len(spec.variants)}
        with span("render image", about, kind=SpanKind.CLIENT) as rendering:
            check_kind(data)
            if len(data) > self._settings.max_bytes:
                raise refused(Refusal.TOO_MANY_BYTES)
            async with self._places:
                for attempt in range(_ATTEMPTS):
                    rendering.set("contentforge.image.attempt", attempt + 1)
                    try:
                        return await self._attempt(data, spec)
                    except ChildDied:
                        continue
            raise refused(Refusal.CRASHED)

    async def close(self) -> None:
        """Kill all children and wait for their end; an image under way is refused."""
        self._closed = True
        for child in [*self._idle, *self._busy]:
            self._retire(child)
        self._idle.clear()
        while self._ending:
            await asyncio.gather(*self._ending)

    @property
    def child_pids(self) -> list[int]:
        """Process ids of the living children, for health checks and tests."""
        return [child.pid for child in (*self._idle, *self._busy)]

    @property
    def resident_bytes(self) -> int:
        """Memory that the children hold now; 0 where the system does not tell it as Linux does."""
        return sum(_resident_bytes(pid) for pid in self.child_pids)

    async def _attempt(self, data: bytes, spec: ImageSpec) -> ProcessedImage:
        child = await self._take()
        try:
            async with asyncio.timeout(self._settings.seconds):
                made = await child.process(data, spec)
        except ImageRefused:
            self._give_back(child)
            raise
        except TimeoutError as error:
            self._retire(child)
            raise refused(Refusal.TOO_SLOW) from error
        except BaseException:  # it died, or nobody waits for its answer any more
            self._retire(child)
            raise
        self._give_back(child)
        return made

    async def _take(self) -> Child:
        while self._idle:
            child = self._idle.pop()
            if child.is_usable:
                self._busy.add(child)
                return child
            self._retire(child)
        if self._closed:
            raise refused(Refusal.CRASHED)
        child = await Child.start(self._settings)
        self._busy.add(child)
        return child

    def _give_back(self, child: Child) -> None:
        """Keep a child for the next image, unless the pool was closed meanwhile."""
        if child in self._busy:
            self._busy.remove(child)
            self._idle.append(child)

    def _retire(self, child: Child) -> None:
        """Kill it now, wait for its end beside everything else."""
        self._busy.discard(child)
        task = asyncio.create_task(child.end())
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)


def _resident_bytes(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * _PAGE
    except (OSError, IndexError):  # it has just ended, or there is no /proc
        return 0
