"""A child process of the pool: answers one image after the other on its pipes, within hard limits of its own.

Run as `python -m contentforge_platform.imaging.child PARENT MEGABYTES SECONDS`. It ends with its input or its parent.
"""

import ctypes
import math
import os
import resource
import signal
import sys
from typing import BinaryIO

from PIL import AvifImagePlugin

from contentforge_platform.imaging.codec import optimise
from contentforge_platform.imaging.errors import ImageRefused
from contentforge_platform.imaging.spec import ProcessedImage
from contentforge_platform.imaging.wire import LENGTHS, Request, pack_answer, unpack_request

_MEGABYTE = 1024 * 1024
_PR_SET_PDEATHSIG = 1
_SLACK_SECONDS = 5
# Address space that costs no memory: libraries, thread stacks, what the allocator reserves.
_UNUSED_ADDRESSES = 1024 * _MEGABYTE


def die_with_parent(parent: int) -> None:
    """Have the kernel kill this process when its parent ends, even in the middle of an image."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before the line above
        sys.exit(1)


def limit_memory(megabytes: int) -> None:
    """Have allocations beyond `megabytes` fail; a core of a stranger's image is of no use either."""
    size = megabytes * _MEGABYTE
    resource.setrlimit(resource.RLIMIT_DATA, (size, size))
    resource.setrlimit(resource.RLIMIT_AS, (size + _UNUSED_ADDRESSES, size + _UNUSED_ADDRESSES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def serve(requests: BinaryIO, answers: BinaryIO, seconds: float) -> None:
    """Answer until the input ends. The alarm is for a parent that is stopped: it cannot keep the time itself."""
    while prefix := requests.read(LENGTHS.size):
        head_size, body_size = LENGTHS.unpack(prefix)
        request = unpack_request(requests.read(head_size), requests.read(body_size))
        signal.alarm(math.ceil(seconds) + _SLACK_SECONDS)
        answer = _answer(request)
        signal.alarm(0)
        answers.writelines(pack_answer(answer))
        answers.flush()


def _answer(request: Request) -> ProcessedImage | ImageRefused:
    try:
        return optimise(request.data, request.spec, request.limits)
    except ImageRefused as refusal:
        return refusal


def main(arguments: list[str]) -> None:
    """Set the limits, then serve. Anything unforeseen ends the process with its trace; the pool starts a new one."""
    parent, megabytes, seconds = int(arguments[0]), int(arguments[1]), float(arguments[2])
    die_with_parent(parent)
    limit_memory(megabytes)
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1  # each thread costs buffers of whole frames
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a stray print must not look like an answer
    serve(sys.stdin.buffer, answers, seconds)


if __name__ == "__main__":
    main(sys.argv[1:])
