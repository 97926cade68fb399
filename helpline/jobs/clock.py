"""The clock: sweeps the store every ten seconds. Several clocks may run; each does no harm."""

from __future__ import annotations

import signal
import threading
from types import FrameType

from helpline.core.errors import StoreUnavailable
from helpline.operations.helpline import Helpline
from helpline.operations.sweep import sweep

EVERY_SECONDS = 10.0


def run(helpline: Helpline, every_seconds: float = EVERY_SECONDS) -> None:
    """Sweep until SIGTERM or SIGINT. The first sweep is at once: work may wait since a kill."""
    stop = threading.Event()

    def ask_to_stop(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, ask_to_stop)
    while not stop.is_set():
        tick(helpline)
        stop.wait(every_seconds)


def tick(helpline: Helpline) -> None:
    """One sweep; a store that is away is told and tried again at the next tick."""
    try:
        sweep(helpline)
    except StoreUnavailable:
        helpline.trouble("store_unavailable", [])
    except Exception as error:
        helpline.trouble(f"clock_failed {type(error).__name__}", [])
