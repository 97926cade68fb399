"""One child process: its start, its words, its end."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress

from helpline.supervise.forked import Beginning, Forked
from helpline.supervise.procfile import Process

LONGEST_LINE = 65_536
PR_SET_PDEATHSIG = 1


class Child:
    """A process of the Procfile that was started. It leads a process group of its own."""

    def __init__(
        self, process: Process, env: Mapping[str, str], inherit: int, prepare: Callable[[], None]
    ) -> None:
        """Start it. Raises OSError if there is no such command.

        `inherit` is a descriptor that it keeps open; `prepare` comes from `tie_to_parent`.
        """
        self._popen: Forked | subprocess.Popen[bytes]
        if process.call is None:
            self._popen = _executed(process, env, inherit, prepare)
        else:
            self._popen = Forked(process.call, Beginning(process.name, env, inherit, prepare))
        if self._popen.stdout is None:
            raise ValueError("the output is a pipe")
        self.output = self._popen.stdout
        os.set_blocking(self.output.fileno(), False)
        self._unfinished = b""

    @property
    def alive(self) -> bool:
        """False as soon as it has ended, however it ended."""
        return self._popen.poll() is None

    @property
    def code(self) -> int:
        """Its exit code, or minus the signal that killed it. Waits for its end."""
        return self._popen.wait()

    def ask_to_end(self) -> None:
        """SIGTERM, to it alone: it knows how to end what it started."""
        self._popen.terminate()

    def kill_group(self) -> None:
        """SIGKILL to it and to everything of it, also when it has ended itself.

        To be called once: later the group's number may belong to somebody else.
        """
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._popen.pid, signal.SIGKILL)

    def silent(self) -> bool:
        """True once its output has ended: nothing more will come."""
        return self.output.closed

    def lines(self) -> list[str]:
        """Some of what it has said by now, without waiting; empty if there is nothing."""
        found: list[bytes] = []
        while not self.output.closed:
            try:
                chunk = os.read(self.output.fileno(), LONGEST_LINE)
            except BlockingIOError:
                break
            *whole, self._unfinished = (self._unfinished + chunk).split(b"\n")
            found += whole
            if not chunk:
                self.output.close()
            if self._unfinished and (not chunk or len(self._unfinished) > LONGEST_LINE):
                found.append(self._unfinished)
                self._unfinished = b""
            if len(found) > 100:
                break
        return [line.decode("utf-8", "replace").rstrip("\r") for line in found]


def _executed(
    process: Process, env: Mapping[str, str], inherit: int, prepare: Callable[[], None]
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603  the command is the Procfile's
        process.command,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        process_group=0,
        pass_fds=(inherit,),
        preexec_fn=prepare,  # noqa: PLW1509  we have one thread: see tie_to_parent
    )


def tie_to_parent() -> Callable[[], None]:
    """What a child does before it becomes its command: tie its life to ours (Linux only).

    SIGKILL, not SIGTERM: it has to be certain, and all of the helpline recovers from it. It
    may run between fork and exec, so it only makes system calls that were looked up beforehand.
    """
    if not sys.platform.startswith("linux"):
        return lambda: None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def tie() -> None:
        prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
        # The parent may have died before the line above took effect.
        if os.getppid() != parent:
            os._exit(1)

    return tie
