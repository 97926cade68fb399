"""The audit as people use it: what is written down, who reads it, who saw a case.

An act that cannot be audited does not happen: the entry is written in the act's own transaction,
and if it fails, so does the act (SAFETY section 5).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from helpline.core.caseworker import Caseworker
from helpline.core.errors import NotFound
from helpline.operations.authorize import Action, Scope, authorize
from helpline.operations.helpline import Helpline
from helpline.operations.ports.oversight import AuditEntry, AuditLine
from helpline.operations.ports.store import Transaction

PAGE = 100
READS = frozenset({Action.READ_TALK.value, Action.REVEAL_PHONE.value, "read_export"})


@dataclass(frozen=True, slots=True)
class Sight:
    """Somebody saw a case (or a part of it): who, how often, when last."""

    person: Caseworker
    action: str
    times: int
    last: AuditLine


def note(  # noqa: PLR0913 - what an entry is made of
    helpline: Helpline,
    tx: Transaction,
    actor: Caseworker,
    action: str,
    about: tuple[str, str],
    *,
    result: str = "ok",
    reason: str = "",
    organisation_id: str | None = None,
) -> None:
    """Write down an act of `actor` on `about` (type, id). Make it the last thing of the act.

    `organisation_id`: whose supervisors may read it; the actor's own if not given.
    """
    tx.audit.append(
        AuditEntry(
            at=helpline.now(),
            actor_id=actor.id,
            action=action,
            object_type=about[0],
            object_id=about[1],
            result=result,
            reason=reason,
            organisation_id=organisation_id or actor.organisation_id,
            session=actor.session,
            request=actor.request,
        )
    )


@dataclass(frozen=True, slots=True)
class Log:
    """A page of the log, and the members of staff whom it names."""

    lines: Sequence[AuditLine]
    staff: Mapping[str, Caseworker]


def log(helpline: Helpline, actor: Caseworker, before: int | None = None) -> Log:
    """The part of the log that the actor may read, newest first. Reading it is audited too."""
    scope = authorize(actor, Action.READ_AUDIT)
    with helpline.store.begin() as tx:
        note(helpline, tx, actor, Action.READ_AUDIT.value, ("audit", scope.value))
        lines = tx.audit.lines(
            organisation_id=actor.organisation_id if scope is Scope.ORGANISATION else None,
            actor_id=actor.id if scope is Scope.OWN else None,
            before=before,
            limit=PAGE,
        )
        return Log(lines, _named_in(tx, lines))


def denied(helpline: Helpline, actor: Caseworker, what: str, reason: str) -> None:
    """Somebody tried what their role does not include (ASVS 16.3.2)."""
    with helpline.store.begin() as tx:
        note(helpline, tx, actor, "denied", ("page", what), result="denied", reason=reason)


def seen_by(tx: Transaction, case_id: str) -> Sequence[Sight]:
    """Who read or revealed what of a case, the last one first."""
    found: dict[tuple[str, str], Sight] = {}
    for line in tx.audit.lines(object_id=case_id, limit=1000):
        entry = line.entry
        if entry.action not in READS or entry.result != "ok":
            continue
        known = found.get((entry.actor_id, entry.action))
        person = known.person if known else tx.staff.get(entry.actor_id)
        times = known.times + 1 if known else 1
        last = known.last if known else line
        found[entry.actor_id, entry.action] = Sight(person, entry.action, times, last)
    return sorted(found.values(), key=lambda sight: sight.last.sequence, reverse=True)


def _named_in(tx: Transaction, lines: Sequence[AuditLine]) -> Mapping[str, Caseworker]:
    found: dict[str, Caseworker] = {}
    ids = {one for line in lines for one in (line.entry.actor_id, line.entry.object_id)}
    for one in ids:
        with suppress(NotFound):
            found[one] = tx.staff.get(one)
    return found


def verify(helpline: Helpline, actor: Caseworker) -> int | None:
    """Number of the first entry that does not fit the chain; None if all fit."""
    authorize(actor, Action.VERIFY_AUDIT)
    with helpline.store.begin() as tx:
        broken = tx.audit.first_broken()
        result = "ok" if broken is None else "broken"
        note(helpline, tx, actor, Action.VERIFY_AUDIT.value, ("audit", "chain"), result=result)
    return broken


def head(helpline: Helpline) -> tuple[int, str]:
    """Number of entries and last MAC, to be written down outside the database each day."""
    with helpline.store.read() as tx:
        return tx.audit.head()
