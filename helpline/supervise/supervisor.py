"""The loop that starts, watches and stops. The package's text says what it promises."""

from __future__ import annotations

import os
import selectors
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from helpline.supervise.child import Child, tie_to_parent
from helpline.supervise.lock import Lock
from helpline.supervise.procfile import Process
from helpline.supervise.signals import Signals

REDIS = "redis"
RELEASE = "release"
FIRST_DELAY = 0.5
LONGEST_DELAY = 5.0
# A child that ran this many seconds is taken to be well: its next delay is the first one.
STEADY_AFTER = 10.0
COLOURS = (36, 33, 32, 35, 34, 31)


class _CannotStart(Exception):
    """Redis or `release` did not come up; the message is for the person at the terminal."""


@dataclass(slots=True)
class _Place:
    """A process that has to run, and the child that does so now."""

    process: Process
    child: Child | None = None
    started: float = 0.0
    delay: float = FIRST_DELAY
    start_at: float = 0.0
    """When to start it again while there is no child."""

    @property
    def name(self) -> str:
        return self.process.name

    @property
    def alive(self) -> bool:
        return self.child is not None and self.child.alive

    @property
    def ready(self) -> bool:
        return self.alive and (self.process.ready is None or self.process.ready())

    def wait_longer(self) -> float:
        """Plan the next start; how many seconds from now."""
        now = time.monotonic()
        if now - self.started > STEADY_AFTER:
            self.delay = FIRST_DELAY
        delay, self.delay = self.delay, min(self.delay * 2, LONGEST_DELAY)
        self.start_at = now + delay
        return delay


class Supervisor:
    """Runs processes until it is told to stop."""

    def __init__(
        self,
        processes: Sequence[Process],
        *,
        env: Mapping[str, str],
        lock: Path,
        announce: Callable[[], None] = lambda: None,
        grace: float = 10.0,
    ) -> None:
        """`announce` is called once, when all processes are ready for the first time."""
        self._places = [_Place(process) for process in processes if process.name != RELEASE]
        self._release = next((_Place(each) for each in processes if each.name == RELEASE), None)
        here = str(Path(sys.executable).parent)
        # Children find `helpline` and `gunicorn` of this environment, and hold no line back.
        path = here + os.pathsep + env.get("PATH", os.defpath)
        self._env = {**env, "PATH": path, "PYTHONUNBUFFERED": "1"}
        self._lock = Lock(lock)
        self._announce: Callable[[], None] | None = announce
        self._grace = grace
        self._signals = Signals()
        self._selector = selectors.DefaultSelector()
        self._tie = tie_to_parent()
        self._terminal = Terminal(sys.stdout, [process.name for process in processes], env)

    def run(self) -> int:
        """Start everything, watch it, stop it. 0 if a signal ended it, 1 if it could not start.

        Blocks. To be called from the main thread, once.
        """
        problem = self._lock.take()
        if problem:
            self._terminal.show(problem)
            return 1
        self._signals.catch()
        self._selector.register(self._signals.reader, selectors.EVENT_READ)
        try:
            self._start_all()
            while not self._signals.stop:
                self._watch()
        except _CannotStart as why:
            self._terminal.show(str(why))
            return 1
        else:
            return 0
        finally:
            self._stop_all()
            self._selector.close()
            self._signals.give_back()
            self._lock.give_back()

    # --- starting -----------------------------------------------------------------------------

    def _start_all(self) -> None:
        first = [place for place in self._places if place.name == REDIS]
        for place in first:
            self._start(place)
            self._await_ready(place)
        if self._release and not self._signals.stop:
            self._start(self._release)
            self._await_end(self._release)
        for place in self._places:
            if place not in first and not self._signals.stop:
                self._start(place)

    def _start(self, place: _Place) -> None:
        place.started = time.monotonic()
        try:
            place.child = Child(place.process, self._env, self._lock.descriptor, self._tie)
        except OSError as error:
            delay = place.wait_longer()
            self._say(place, f"cannot be started ({error.strerror}); next try in {delay:g} s")
            return
        self._selector.register(place.child.output, selectors.EVENT_READ, place)

    def _await_ready(self, place: _Place, seconds: float = 15.0) -> None:
        deadline = time.monotonic() + seconds
        while not place.ready and not self._signals.stop:
            if not place.alive or time.monotonic() > deadline:
                self._let_go(place)
                what = f"{place.name} did not come up, so nothing else was started"
                raise _CannotStart(" ".join([what, place.process.hint]).rstrip())
            self._wait(0.02)

    def _await_end(self, place: _Place) -> None:
        while place.alive and not self._signals.stop:
            self._wait(0.1)
        if not self._signals.stop and self._let_go(place) != 0:
            raise _CannotStart(f"{place.name} failed, so nothing else was started")

    # --- watching -----------------------------------------------------------------------------

    def _watch(self) -> None:
        """One round: pass words on, find the dead, start those whose time has come."""
        self._wait(0.2)
        for place in self._places:
            if self._signals.stop:
                return
            if place.child is None and time.monotonic() >= place.start_at:
                self._start(place)
            elif place.child is not None and not place.child.alive:
                self._bury(place)
        if self._announce and all(place.ready for place in self._places):
            announce, self._announce = self._announce, None
            with suppress(OSError):
                announce()

    def _bury(self, place: _Place) -> None:
        """A child died unasked: end what it started, and plan its return."""
        code = self._let_go(place)
        how = f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
        self._say(place, f"{how}; it is started again in {place.wait_longer():g} s")

    # --- stopping -----------------------------------------------------------------------------

    def _stop_all(self) -> None:
        everyone = [*self._places, *([self._release] if self._release else [])]
        for stage in sorted({place.process.stage for place in everyone}):
            self._stop([place for place in everyone if place.process.stage == stage])

    def _stop(self, places: list[_Place]) -> None:
        """Ask them to end, wait, then kill what is left, with everything they started."""
        for place in places:
            if place.child and place.child.alive:
                self._say(place, "stops")
                place.child.ask_to_end()
        deadline = time.monotonic() + self._grace
        while any(place.alive for place in places):
            if time.monotonic() > deadline or self._signals.hurry:
                break
            self._wait(0.05)
        for place in places:
            if place.alive:
                self._say(place, "did not stop in time and is killed")
            self._let_go(place)

    def _let_go(self, place: _Place) -> int:
        """Kill what is left of a child and its group, hear its last words; its exit code."""
        child, place.child = place.child, None
        if child is None:
            return 0
        child.kill_group()
        code = child.code
        while self._hear(place, child):
            pass
        if not child.silent():
            self._selector.unregister(child.output)
            child.output.close()
        return code

    # --- output -------------------------------------------------------------------------------

    def _wait(self, seconds: float) -> None:
        """Sleep until something happens, and pass on what the children say."""
        for key, _ in self._selector.select(seconds):
            if isinstance(key.data, _Place) and key.data.child:
                self._hear(key.data, key.data.child)
            else:
                self._signals.drain()

    def _hear(self, place: _Place, child: Child) -> bool:
        """Pass on what a child has said; False if it was nothing."""
        if child.silent():
            return False
        descriptor = child.output.fileno()
        lines = child.lines()
        for line in lines:
            self._say(place, line)
        if child.silent():
            self._selector.unregister(descriptor)
        return bool(lines)

    def _say(self, place: _Place, line: str) -> None:
        self._terminal.show(line, place.name)


class Terminal:
    """Where lines go: each with the coloured name of the process that said it."""

    def __init__(self, out: TextIO, names: list[str], env: Mapping[str, str]) -> None:
        self._out = out
        self._names = names
        self._width = max((len(name) for name in names), default=0)
        self._coloured = out.isatty() and "NO_COLOR" not in env

    def show(self, line: str, name: str = "") -> None:
        """Print a line. If nobody reads any more (a closed terminal), the helpline goes on."""
        if name:
            label = f"{name:<{self._width}} |"
            if self._coloured:
                colour = COLOURS[self._names.index(name) % len(COLOURS)]
                label = f"\x1b[{colour}m{label}\x1b[0m"
            line = f"{label} {line}"
        try:
            self._out.write(line + "\n")
            self._out.flush()
        except OSError:
            # What is still in the buffer would make Python fail at its end (exit code 120).
            with open(os.devnull, "w") as nowhere:  # noqa: PTH123  a device
                os.dup2(nowhere.fileno(), self._out.fileno())
