"""Ring again for every due row, and do the work itself when nobody answers the bell.

Jobs are bells: the store holds the truth. Many clocks may sweep at once, because every claim
is a conditional update (SAFETY R1, R3, R27).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from helpline.core.errors import QueueUnavailable, StoreUnavailable
from helpline.core.message import Urgency
from helpline.operations.alerting import deliver_alert
from helpline.operations.check_in.due import look_after
from helpline.operations.converse import converse
from helpline.operations.helpline import Helpline
from helpline.operations.lateness import watch
from helpline.operations.referrals.asking import ask_due
from helpline.operations.referrals.clock import see_to_due
from helpline.operations.send import deliver

PATIENCE = timedelta(seconds=5)
"""Work that became due less than this ago has just been rung for."""

NEGLECT = timedelta(seconds=15)
"""Work that has been due for this long has no living worker: the sweep does it itself."""

AT_ONCE = 200
LONGEST = timedelta(seconds=8)
"""A round ends after this, so that rounds stay ten seconds apart."""


@dataclass(frozen=True, slots=True)
class Work:
    """Something due: the bell for it, and how it is done."""

    kind: str
    id: str
    ring: Callable[[], None]
    do: Callable[[], object]

    @property
    def key(self) -> tuple[str, str]:
        return (self.kind, self.id)


@dataclass(frozen=True, slots=True)
class Swept:
    """How much was due, and how much of it the sweep did itself."""

    found: int
    done_here: int


def sweep(helpline: Helpline) -> Swept:
    """One round over everything that is due. Raises StoreUnavailable."""
    now = helpline.now()
    due = list(_due(helpline, now - PATIENCE))
    neglected = {work.key for work in _due(helpline, now - NEGLECT)}
    here = 0
    for work in due:
        if helpline.now() - now > LONGEST:
            break
        here += _attend(helpline, work, neglected=work.key in neglected)
    here += _stay_in_touch(helpline, now) + see_to_due(helpline) + ask_due(helpline)
    return Swept(len(due), here)


def _stay_in_touch(helpline: Helpline, now: datetime) -> int:
    """Check-ins and silences that are due. The clock does them itself: nobody rings for them."""
    with helpline.store.read() as tx:
        contacts = tx.plans.due(now, AT_ONCE)
    done = 0
    for contact_id in contacts:
        if helpline.now() - now > LONGEST:
            break
        try:
            look_after(helpline, contact_id)
        except StoreUnavailable:
            raise
        except Exception as error:
            helpline.trouble(f"check_in_failed {type(error).__name__}", [contact_id])
        done += 1
    return done


def _attend(helpline: Helpline, work: Work, *, neglected: bool) -> int:
    """Ring, or do it here if it was neglected or the queue is away. 1 if it was done here."""
    if not neglected:
        try:
            work.ring()
        except QueueUnavailable:
            pass
        else:
            return 0
    try:
        work.do()
    except StoreUnavailable:
        raise
    except Exception as error:
        helpline.trouble(f"sweep_failed {type(error).__name__}", [work.id])
    return 1


def _due(helpline: Helpline, at: datetime) -> Iterator[Work]:
    """What was due at `at`, the most urgent kind first."""
    with helpline.store.read() as tx:
        alerts = tx.alerts.due(at, AT_ONCE)
        talks = tx.inbox.due_contacts(helpline.now(), at, AT_ONCE)
        waits = tx.conversations.due_contacts(at, AT_ONCE)
        outboxes = tx.outbox.due_contacts(at, AT_ONCE)
        watched = tx.cases.to_watch(at, AT_ONCE)
    yield from (_alert(helpline, alert_id) for alert_id in alerts)
    yield from (_clock(helpline, case_id) for case_id in watched)
    yield from (_talk(helpline, contact_id, urgent) for contact_id, urgent in talks)
    yield from (_talk(helpline, contact_id, urgent=False) for contact_id in waits)
    yield from (_outbox(helpline, contact_id, urgency) for contact_id, urgency in outboxes)


def _alert(helpline: Helpline, alert_id: str) -> Work:
    return Work(
        "alert",
        alert_id,
        lambda: helpline.queue.ring_alert(alert_id),
        lambda: deliver_alert(helpline, alert_id),
    )


def _clock(helpline: Helpline, case_id: str) -> Work:
    """There is no bell for a clock: the sweep itself looks, in a moment's work."""

    def look() -> None:
        watch(helpline, case_id)

    return Work("clock", case_id, look, look)


def _talk(helpline: Helpline, contact_id: str, urgent: bool) -> Work:
    return Work(
        "talk",
        contact_id,
        lambda: helpline.queue.ring_converse(contact_id, urgent),
        lambda: converse(helpline, contact_id),
    )


def _outbox(helpline: Helpline, contact_id: str, urgency: Urgency) -> Work:
    return Work(
        "outbox",
        contact_id,
        lambda: helpline.queue.ring_deliver(contact_id, urgency is Urgency.URGENT),
        lambda: deliver(helpline, contact_id),
    )
