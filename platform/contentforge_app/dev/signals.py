"""The signals that end a run, turned into something that a loop can wait for."""

import os
import signal
from types import FrameType

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Signals:
    """Counts requests to stop; `descriptor` becomes readable at each signal, and when a child ends."""

    def __init__(self) -> None:
        self.requests = 0
        self.interrupting = False
        """Whether a request also interrupts what is going on, by KeyboardInterrupt: for steps that block."""
        self.descriptor, self._writing = os.pipe()
        for end in (self.descriptor, self._writing):
            os.set_blocking(end, False)
        self._wakeup = signal.set_wakeup_fd(self._writing, warn_on_full_buffer=False)
        self._before = {number: signal.signal(number, self._request) for number in ENDING}
        self._before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, _note)

    @property
    def descriptors(self) -> list[int]:
        return [self.descriptor, self._writing]

    def drain(self) -> None:
        try:
            while os.read(self.descriptor, 4096):
                pass
        except BlockingIOError:
            return

    def restore(self) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._wakeup)
        os.close(self.descriptor)
        os.close(self._writing)

    def _request(self, _number: int, _frame: FrameType | None) -> None:
        self.requests += 1
        if self.interrupting:
            raise KeyboardInterrupt


def _note(_number: int, _frame: FrameType | None) -> None:
    """Do nothing: a handler there is what makes the wake-up descriptor speak."""
