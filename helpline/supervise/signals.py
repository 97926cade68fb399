"""Signals as something that a loop can wait for."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from types import FrameType

# Two signals closer together than this are one Ctrl-C that arrived by two ways.
ONE_PRESS_SECONDS = 0.5


class Signals:
    """Catches what asks us to stop, and the end of a child; puts the old handlers back."""

    def __init__(self) -> None:
        self._asked: list[float] = []
        self._old: dict[signal.Signals, signal.Handlers] = {}
        self._old_wakeup = -1
        self.reader = -1
        """Becomes readable when a signal arrived."""
        self._writer = -1

    def catch(self) -> None:
        """From the main thread. Under nohup, the end of the terminal goes on being ignored."""
        self.reader, self._writer = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._old_wakeup = signal.set_wakeup_fd(self._writer, warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
            if number == signal.SIGHUP and signal.getsignal(number) == signal.SIG_IGN:
                continue
            self._old[number] = signal.signal(number, self._note)  # type: ignore[assignment]

    def give_back(self) -> None:
        """Everything as it was before `catch`."""
        for number, handler in self._old.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._old_wakeup)
        os.close(self.reader)
        os.close(self._writer)

    def drain(self) -> None:
        """Make `reader` wait for the next signal."""
        with suppress(BlockingIOError):
            while os.read(self.reader, 512):
                pass

    @property
    def stop(self) -> bool:
        """Somebody asked us to stop."""
        return bool(self._asked)

    @property
    def hurry(self) -> bool:
        """Somebody asked again."""
        return bool(self._asked) and self._asked[-1] - self._asked[0] > ONE_PRESS_SECONDS

    def _note(self, number: int, _: FrameType | None) -> None:
        if number != signal.SIGCHLD:
            self._asked.append(time.monotonic())
