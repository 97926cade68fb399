"""One supervisor at a time for one home directory."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path


class Lock:
    """A lock file that names its holder and that the holder's children keep locked, too."""

    # How long the children of a killed supervisor may take to die before they are reported.
    PATIENCE = 10.0

    def __init__(self, path: Path) -> None:
        self._path = path
        self.descriptor = -1
        """Open while the lock is ours. A child that inherits it holds the lock as well."""

    def take(self) -> str:
        """Empty if the lock is ours now, else who has it."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        deadline = time.monotonic() + self.PATIENCE
        while not self._try():
            holder = self._holder()
            if _is_running(holder):
                return self._refuse(f"It runs already, as process {holder}")
            if time.monotonic() > deadline:
                return self._refuse(f"Children of process {holder}, which was killed, still run")
            time.sleep(0.05)
        os.ftruncate(self.descriptor, 0)
        os.pwrite(self.descriptor, f"{os.getpid()}\n".encode(), 0)
        return ""

    def give_back(self) -> None:
        """Let go. The file stays: without it, two starters could lock two different files."""
        os.close(self.descriptor)

    def _try(self) -> bool:
        try:
            fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _holder(self) -> int:
        words = os.pread(self.descriptor, 32, 0).split()
        return int(words[0]) if words and words[0].isdigit() else 0

    def _refuse(self, why: str) -> str:
        os.close(self.descriptor)
        return f"{why} ({self._path}). Stop that first, or choose another home directory."


def _is_running(pid: int) -> bool:
    if pid <= 0:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
