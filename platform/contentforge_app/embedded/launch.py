"""Become another program that ends when its starter does.

This file is run as a script of its own, in a bare interpreter: what it does between fork and exec is not safe to do
in a process that has threads. It must import nothing but the standard library.

    launch.py <uid> <gid> <signal> <starter's pid> <program> <argument>...

`uid` of -1 keeps the account. `signal` is sent when the thread that started us ends.
"""

import ctypes
import os
import sys

_PR_SET_PDEATHSIG = 1


def end_with(starter: int, signal_number: int) -> None:
    """Ask the kernel for `signal_number` when the thread that made this process ends.

    Linux only: elsewhere an engine left over is ended by the next start on its data folder.
    """
    if not sys.platform.startswith("linux"):
        return
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal_number, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG) failed")
    if os.getppid() != starter:  # it ended before we asked
        os._exit(1)


def main(arguments: list[str]) -> None:
    uid, gid, signal_number, starter = (int(text) for text in arguments[:4])
    program = arguments[4:]
    if uid >= 0:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    end_with(starter, signal_number)  # after the change of account, which would clear it
    os.execv(program[0], program)  # noqa: S606 - the program is one that our own code names


if __name__ == "__main__":
    main(sys.argv[1:])
