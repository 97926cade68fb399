"""Exports: who asks proves once more who they are and says why; nothing leaves unseen.

Pseudonymous by default. What names a person by an address or by what was agreed needs a second
person, who is not the one that asked; it can be fetched once, by the one who asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from helpline.core.case import Case
from helpline.core.caseworker import Caseworker
from helpline.core.errors import NotFound, Refused, Stale
from helpline.core.oversight import Export, ExportKind, ExportState, Notice, NoticeKind
from helpline.operations import audit, sheets
from helpline.operations.access import given_reason
from helpline.operations.authorize import Action, authorize, reach_of
from helpline.operations.helpline import Helpline
from helpline.operations.ports.store import Transaction
from helpline.operations.roster import ZONE
from helpline.operations.sign_in import confirm

MOST_CASES = 20_000
LONGEST = timedelta(days=366)
FETCH_WITHIN = timedelta(hours=24)
"""After the approval; a reason of last week is not a reason of today."""

FORMATS = {"csv": sheets.as_csv, "xlsx": sheets.as_xlsx}
PSEUDONYMOUS = (
    "case",
    "priority",
    "reasons",
    "status",
    "minor",
    "opened",
    "acknowledged",
    "first_reply",
    "late_since",
    "closed",
)
IDENTIFIABLE = (*PSEUDONYMOUS, "language", "channel", "address", "recap", "next_step")


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asks for, and the proof that it is they."""

    kind: ExportKind
    first_day: date
    last_day: date
    reason: str
    password: str
    code: str


@dataclass(frozen=True, slots=True)
class File:
    """What is handed to the browser."""

    name: str
    content: bytes


def ask(helpline: Helpline, actor: Caseworker, request: Request) -> Export:
    """Ask for an export. One that names nobody is ready at once.

    Raises Refused("not_confirmed" | "throttled" | "reason_needed" | "days_not_usable").
    """
    identifiable = request.kind is ExportKind.IDENTIFIABLE
    authorize(actor, Action.EXPORT_IDENTIFIABLE if identifiable else Action.EXPORT)
    reason = given_reason(request.reason)
    days = request.last_day - request.first_day
    if days < timedelta(0) or days > LONGEST:
        raise Refused("days_not_usable")
    confirm(helpline, actor, request.password, request.code)
    export = Export(
        id=helpline.new_id(),
        organisation_id=actor.organisation_id,
        kind=request.kind,
        state=ExportState.ASKED if identifiable else ExportState.APPROVED,
        asked_by=actor.id,
        asked_at=helpline.now(),
        first_day=request.first_day,
        last_day=request.last_day,
        reason=reason,
        decided_at=None if identifiable else helpline.now(),
    )
    with helpline.store.begin() as tx:
        tx.exports.add(export)
        about = ("export", export.id)
        audit.note(helpline, tx, actor, "ask_export", about, reason=export.kind.value)
    return export


def decide(
    helpline: Helpline,
    actor: Caseworker,
    export_id: str,
    *,
    approved: bool,
    password: str,
    code: str,
) -> None:
    """The second person says yes or no.

    Raises NotFound, Stale, Refused("not_yourself" | "not_confirmed" | "throttled").
    """
    authorize(actor, Action.APPROVE_EXPORT)
    with helpline.store.read() as tx:
        export = tx.exports.get(export_id, actor.organisation_id)
    if export.asked_by == actor.id:
        raise Refused("not_yourself")
    confirm(helpline, actor, password, code)
    to = ExportState.APPROVED if approved else ExportState.REFUSED
    with helpline.store.begin() as tx:
        if not tx.exports.move(export.id, ExportState.ASKED, to, actor.id, helpline.now()):
            raise Stale("somebody has decided already")
        audit.note(helpline, tx, actor, "decide_export", ("export", export.id), reason=to.value)


def fetch(helpline: Helpline, actor: Caseworker, export_id: str, format_name: str) -> File:
    """The file, once, for the person who asked. Raises NotFound, Stale, Refused."""
    if format_name not in FORMATS:
        raise NotFound("no such format")
    now = helpline.now()
    with helpline.store.begin() as tx:
        export = tx.exports.get(export_id, actor.organisation_id)
        identifiable = export.kind is ExportKind.IDENTIFIABLE
        authorize(actor, Action.EXPORT_IDENTIFIABLE if identifiable else Action.EXPORT)
        if export.asked_by != actor.id:
            raise NotFound("no such export")
        if export.decided_at is None or now - export.decided_at > FETCH_WITHIN:
            raise Stale("the approval has run out")
        if not tx.exports.move(export.id, ExportState.APPROVED, ExportState.FETCHED, actor.id, now):
            raise Stale("it was fetched already")
        rows = _rows(tx, actor, export)
        header = IDENTIFIABLE if identifiable else PSEUDONYMOUS
        content = FORMATS[format_name](header, rows)
        tx.oversight.add_notice(_notice(helpline, actor))
        reason = f"{export.kind.value} {format_name} {len(rows)}"
        audit.note(helpline, tx, actor, "read_export", ("export", export.id), reason=reason)
    return File(f"cases-{export.first_day}-{export.last_day}.{format_name}", content)


def recent(helpline: Helpline, actor: Caseworker) -> Sequence[tuple[Export, Caseworker]]:
    """The organisation's exports with who asked, the newest first."""
    authorize(actor, Action.EXPORT)
    with helpline.store.read() as tx:
        found = tx.exports.recent(actor.organisation_id, 50)
        return [(export, tx.staff.get(export.asked_by)) for export in found]


def _rows(tx: Transaction, actor: Caseworker, export: Export) -> list[list[str]]:
    begin = datetime.combine(export.first_day, time(), ZONE)
    end = datetime.combine(export.last_day + timedelta(days=1), time(), ZONE)
    found = tx.cases.opened_between(reach_of(actor), begin, end, MOST_CASES + 1)
    if len(found) > MOST_CASES:
        raise Refused("days_not_usable")
    rows = []
    for case in found:
        row = _facts(case)
        if export.kind is ExportKind.IDENTIFIABLE:
            row += _person(tx, case)
        rows.append(row)
    return rows


def _facts(case: Case) -> list[str]:
    return [
        case.pseudonym,
        case.priority.value,
        " ".join(reason.value for reason in case.reasons),
        case.status.value,
        "yes" if case.minor else "no",
        _time(case.opened_at),
        _time(case.acknowledged_at),
        _time(case.first_reply_at),
        _time(case.late_since),
        _time(case.closed_at),
    ]


def _person(tx: Transaction, case: Case) -> list[str]:
    contact = tx.contacts.get(case.contact_id)
    links = tx.contacts.addresses(case.contact_id)
    address = links[0].address if links else None
    where = [address.channel.value, address.value] if address else ["", ""]
    who = [contact.language or "", *where]
    return [*who, case.recap, case.next_step]


def _notice(helpline: Helpline, actor: Caseworker) -> Notice:
    return Notice(
        id=helpline.new_id(),
        organisation_id=actor.organisation_id,
        at=helpline.now(),
        kind=NoticeKind.EXPORTED,
        actor_id=actor.id,
    )


def _time(at: datetime | None) -> str:
    """Local time in a form that spreadsheets and people read."""
    return at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M") if at else ""
