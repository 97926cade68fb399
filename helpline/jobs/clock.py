"""The clock: sweeps the store every ten seconds. Several clocks may run; each does no harm."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType

from helpline import log
from helpline.core.errors import StoreUnavailable
from helpline.operations import audit
from helpline.operations.directory.look import set_due_tasks
from helpline.operations.helpline import Helpline
from helpline.operations.purge import purge
from helpline.operations.sweep import sweep

EVERY_SECONDS = 10.0
HOUR, DAY = 360, 8640
"""In ticks."""


def run(helpline: Helpline, every_seconds: float = EVERY_SECONDS) -> None:
    """Sweep until SIGTERM or SIGINT. The first sweep is at once: work may wait since a kill."""
    stop = threading.Event()

    def ask_to_stop(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, ask_to_stop)
    ticks = 0
    while not stop.is_set():
        tick(helpline)
        for name, (every, work) in SLOWER.items():
            if ticks % every == 0:
                _attempt(helpline, name, work)
        ticks += 1
        stop.wait(every_seconds)


def _attempt(helpline: Helpline, name: str, work: Callable[[Helpline], object]) -> None:
    """Work that may fail and is tried again at its next time."""
    try:
        work(helpline)
    except Exception as error:
        helpline.trouble(f"{name}_failed {type(error).__name__}", [])


def _witness(helpline: Helpline) -> None:
    """Write the head of the audit where the database cannot reach it (SAFETY T27)."""
    count, mac = audit.head(helpline)
    log.note("audit_head", count=count, hash=mac)


SLOWER: dict[str, tuple[int, Callable[[Helpline], object]]] = {
    "purge": (DAY, purge),
    "witness": (DAY, _witness),
    "calls": (HOUR, set_due_tasks),
}
"""What the clock does beside sweeping, and after how many ticks it does it again.

Purge: what is older than its time (SAFETY section 4). Calls: services that must be called
again (DIRECTORY.md, Verification)."""


def tick(helpline: Helpline) -> None:
    """One sweep; a store that is away is told and tried again at the next tick."""
    try:
        sweep(helpline)
    except StoreUnavailable:
        helpline.trouble("store_unavailable", [])
    except Exception as error:
        helpline.trouble(f"clock_failed {type(error).__name__}", [])
