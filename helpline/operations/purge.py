"""Let go of what is old enough: the clocks of helpline/data_inventory.toml (SAFETY section 4).

Each step takes small batches, each in a transaction of its own, and asks the store what is old
now: it may be killed at any moment, run twice, and run on several machines at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

from helpline.operations.check_in import lost_and_found
from helpline.operations.forget import Decision, forget
from helpline.operations.helpline import Helpline
from helpline.operations.ports.oversight import AuditEntry
from helpline.operations.ports.store import Transaction

AT_ONCE: Final = 100

MESSAGES_KEPT: Final = timedelta(days=30)
CASES_KEPT: Final = timedelta(days=90)
REFUSED_KEPT: Final = timedelta(hours=24)
MARKS_KEPT: Final = timedelta(days=35)
CONSENTS_KEPT: Final = timedelta(days=730)
AUDIT_KEPT: Final = timedelta(days=730)
QUARANTINE_KEPT: Final = timedelta(days=7)
TRIES_KEPT: Final = timedelta(days=1)
REPORTS_KEPT: Final = timedelta(days=180)

OLD_AGE: Final = Decision("purge", "retention")

Step = Callable[[Transaction, datetime], int]


def purge(helpline: Helpline) -> Mapping[str, int]:
    """Everything that is old enough now; how many of each kind. One audit entry with counts."""
    now = helpline.now()
    gone: Counter[str] = Counter()
    while taken := lost_and_found.purge(helpline):
        gone["addresses"] += taken
    for name, step in STEPS.items():
        gone[name] += _all(helpline, step, now)
    gone["contacts"] += _forget_the_gone(helpline, now)
    gone["bare_contacts"] += _all(helpline, _bare_contacts, now)
    gone["records"] += _once(helpline, _records, now)
    gone["audit"] += _once(helpline, _audit, now)
    found = {name: count for name, count in gone.items() if count}
    if found:
        _note(helpline, found)
        helpline.store.settle()
    return found


def _all(helpline: Helpline, step: Step, now: datetime) -> int:
    """Batch by batch until nothing is left."""
    total = 0
    while taken := _once(helpline, step, now):
        total += taken
    return total


def _once(helpline: Helpline, step: Step, now: datetime) -> int:
    with helpline.store.begin() as tx:
        return step(tx, now)


def _forget_the_gone(helpline: Helpline, now: datetime) -> int:
    total = 0
    while True:
        with helpline.store.read() as tx:
            found = tx.keeping.gone(now - MESSAGES_KEPT, AT_ONCE)
        for contact_id in found:
            forget(helpline, contact_id, OLD_AGE)
        total += len(found)
        if len(found) < AT_ONCE:
            return total


def _note(helpline: Helpline, found: Mapping[str, int]) -> None:
    counts = " ".join(f"{name}={count}" for name, count in sorted(found.items()))
    with helpline.store.begin() as tx:
        tx.audit.append(AuditEntry(helpline.now(), "purge", "purge", "store", "", "ok", counts))


def _refused(tx: Transaction, now: datetime) -> int:
    return tx.keeping.drop_refused(now - REFUSED_KEPT, AT_ONCE)


def _messages(tx: Transaction, now: datetime) -> int:
    return tx.keeping.drop_messages(now - MESSAGES_KEPT, now - CASES_KEPT, AT_ONCE)


def _cases(tx: Transaction, now: datetime) -> int:
    return tx.keeping.drop_cases(now - CASES_KEPT, AT_ONCE)


def _marks(tx: Transaction, now: datetime) -> int:
    return tx.keeping.drop_marks(now - MARKS_KEPT, AT_ONCE)


def _consents(tx: Transaction, now: datetime) -> int:
    return tx.keeping.drop_consents(now - CONSENTS_KEPT, AT_ONCE)


def _bare_contacts(tx: Transaction, _now: datetime) -> int:
    return tx.keeping.drop_bare_contacts(AT_ONCE)


def _records(tx: Transaction, now: datetime) -> int:
    return tx.keeping.drop_records(
        quarantined=now - QUARANTINE_KEPT,
        tried=now - TRIES_KEPT,
        reported=now - REPORTS_KEPT,
        now=now,
    )


def _audit(tx: Transaction, now: datetime) -> int:
    return tx.audit.prune(now - AUDIT_KEPT)


STEPS: Final[dict[str, Step]] = {
    "refused": _refused,
    "messages": _messages,
    "cases": _cases,
    "marks": _marks,
    "consents": _consents,
}
