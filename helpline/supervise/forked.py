"""A child that is a copy of this process, so that it has at once all that was loaded here.

The words of a helpline and the libraries take a second to load and a hundred megabytes; six
processes share them (docs/adr/0040-read-the-words-once.md).
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from multiprocessing import get_context
from typing import NamedTuple

PR_SET_NAME = 15
LONGEST_NAME = 15


class Beginning(NamedTuple):
    """What a copy does first: all that would be done for it if it were started anew."""

    name: str
    """What ``ps -o comm`` and ``top`` show."""
    env: Mapping[str, str]
    inherit: int
    """A descriptor that it keeps open."""
    prepare: Callable[[], None]


class Forked:
    """As much of `subprocess.Popen` as a `Child` needs, for a function of this process.

    To be made in the main thread of a process with one thread: a lock that another thread holds
    would stay locked in the copy for ever.
    """

    def __init__(self, call: Callable[[], object], beginning: Beginning) -> None:
        reader, writer = os.pipe()
        self.stdout = open(reader, "rb", buffering=0)  # noqa: PTH123, SIM115  a descriptor, kept
        # A signal that comes before the copy has put our handlers away would be lost.
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        # Of multiprocessing for its end: it stops as the interpreter does, whatever is raised.
        self._process = get_context("fork").Process(
            target=_run, args=(call, beginning, writer, mask)
        )
        try:
            self._process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
            os.close(writer)
        self.pid = self._process.pid or 0
        with suppress(OSError):  # it does so too; whoever comes first
            os.setpgid(self.pid, self.pid)

    def poll(self) -> int | None:
        """Its exit code, or minus the signal that killed it; None while it runs."""
        return self._process.exitcode

    def wait(self) -> int:
        """As `poll`, once it has ended."""
        self._process.join()
        return self._process.exitcode or 0

    def terminate(self) -> None:
        """SIGTERM."""
        self._process.terminate()


def _run(
    call: Callable[[], object], beginning: Beginning, output: int, mask: set[signal.Signals]
) -> None:
    with suppress(PermissionError):
        os.setpgid(0, 0)
    beginning.prepare()
    _forget_signals()
    _keep_only(output, beginning.inherit)
    _rename(beginning.name)
    os.environ.clear()
    os.environ.update(beginning.env)
    signal.pthread_sigmask(signal.SIG_SETMASK, mask)
    call()


def _forget_signals() -> None:
    """Python's own handlers; what is ignored stays so, as under nohup."""
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
        if callable(signal.getsignal(number)):
            signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _keep_only(output: int, inherit: int) -> None:
    """No input, one output, and of what the supervisor has open only the lock."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    for number, source in ((0, nothing), (1, output), (2, output)):
        os.dup2(source, number)
    os.closerange(3, inherit)
    os.closerange(max(inherit, 2) + 1, os.sysconf("SC_OPEN_MAX"))
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  a descriptor
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True)  # type: ignore[union-attr]


def _rename(name: str) -> None:
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(PR_SET_NAME, os.fsencode(name)[:LONGEST_NAME], 0, 0, 0)
