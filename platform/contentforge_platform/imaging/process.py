"""One child process as its pool sees it."""

import asyncio
import os
import sys

from contentforge_platform.imaging.settings import ImagingSettings
from contentforge_platform.imaging.spec import ImageSpec, ProcessedImage
from contentforge_platform.imaging.wire import LENGTHS, Request, pack_request, unpack_answer

_CHILD_MODULE = "contentforge_platform.imaging.child"
_MAX_ANSWER = 256 * 1024 * 1024


class ChildDied(Exception):
    """The child ended, or spoke nonsense, before it had answered."""


class Child:
    """A child that processes one image at a time."""

    def __init__(self, process: asyncio.subprocess.Process, settings: ImagingSettings) -> None:
        assert process.stdin is not None  # noqa: S101 - both are pipes, see `start`
        assert process.stdout is not None  # noqa: S101 - likewise
        self._process = process
        self._requests = process.stdin
        self._answers = process.stdout
        self._settings = settings
        self._images = 0

    @classmethod
    async def start(cls, settings: ImagingSettings) -> "Child":
        """Start one. It inherits no environment but where to find libraries: no secrets beside a stranger's image."""
        arguments = [str(os.getpid()), str(settings.memory_megabytes), str(settings.seconds)]
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-I",
            "-m",
            _CHILD_MODULE,
            *arguments,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env={name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ},
            cwd="/",
            start_new_session=True,
        )
        return cls(process, settings)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_usable(self) -> bool:
        """Alive, and not yet due for replacement."""
        return self._process.returncode is None and self._images < self._settings.images_per_child

    async def process(self, data: bytes, spec: ImageSpec) -> ProcessedImage:
        """Have the child process one image.

        Raises:
            ImageRefused: it refused.
            ChildDied: it is no more.
        """
        self._images += 1
        try:
            self._requests.writelines(pack_request(Request(spec, self._settings.limits, data)))
            await self._requests.drain()
            head_size, body_size = LENGTHS.unpack(await self._answers.readexactly(LENGTHS.size))
            if head_size + body_size > _MAX_ANSWER:
                raise ChildDied("it announced an impossible answer")
            head = await self._answers.readexactly(head_size)
            body = await self._answers.readexactly(body_size)
            return unpack_answer(head, body)
        except (ConnectionError, asyncio.IncompleteReadError) as error:
            raise ChildDied(f"exit status {self._process.returncode}") from error
        except (ValueError, TypeError, KeyError) as error:
            raise ChildDied("it spoke nonsense") from error

    async def end(self) -> None:
        """Kill it and wait for its end."""
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()
        self._requests.close()
