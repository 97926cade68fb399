"""The way to a case: find it within reach, authorise, audit, and tell who must be told.

Every act of a person on a case begins here, so that no page can forget one of the four.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from helpline.core.case import Case
from helpline.core.caseworker import Caseworker, Role
from helpline.core.errors import NotFound, Refused
from helpline.core.oversight import GLASS_LASTS, BrokenGlass, Notice, NoticeKind
from helpline.operations import audit
from helpline.operations.audit import Sight
from helpline.operations.authorize import Action, authorize, reach_of
from helpline.operations.helpline import Helpline
from helpline.operations.ports.store import Transaction

REASON_LENGTHS = range(10, 301)
"""A reason is a sentence: long enough to say something, short enough to be read."""


def admit(
    helpline: Helpline, tx: Transaction, actor: Caseworker, action: Action, case_id: str
) -> Case:
    """The case, if the actor may do this with it now. Raises NotFound or Refused.

    The audit entry is in the same transaction: what cannot be audited does not happen.
    """
    case = glance(helpline, tx, actor, action, case_id)
    audit.note(
        helpline,
        tx,
        actor,
        action.value,
        ("case", case.id),
        organisation_id=case.organisation_id,
    )
    if action is Action.READ_TALK and case.claimed_by != actor.id:
        _tell_outside(helpline, tx, actor, case)
    return case


def glance(
    helpline: Helpline, tx: Transaction, actor: Caseworker, action: Action, case_id: str
) -> Case:
    """As `admit`, but without a trace: only for a look that shows no content.

    An open page asks every few seconds whether anything is new; the chain would hold nothing
    but glances.
    """
    now = helpline.now()
    case = tx.cases.find(case_id, reach_of(actor, now))
    authorize(actor, action, case, glass=tx.oversight.glass(case.id, actor.id, now) is not None)
    return case


def break_glass(helpline: Helpline, actor: Caseworker, case_id: str, reason: str) -> BrokenGlass:
    """Open one case outside one's reach for an hour; everybody who must know is told.

    Raises NotFound, Refused("reason_needed" | "no_glass_here"). A person with a conflict of
    interest finds nothing, glass or not.
    """
    authorize(actor, Action.BREAK_GLASS)
    reason = given_reason(reason)
    now = helpline.now()
    with helpline.store.begin() as tx:
        case = tx.cases.by_id(case_id)
        if actor.id in tx.oversight.excluded(case.id):
            raise NotFound("no such case")
        if _within_reach(tx, actor, case.id):
            raise Refused("no_glass_here")
        glass = BrokenGlass(helpline.new_id(), case.id, actor.id, now, now + GLASS_LASTS, reason)
        tx.oversight.break_glass(glass)
        tell(helpline, tx, case, NoticeKind.GLASS_BROKEN, actor)
        audit.note(
            helpline,
            tx,
            actor,
            Action.BREAK_GLASS.value,
            ("case", case.id),
            organisation_id=case.organisation_id,
        )
    return glass


def exclude(
    helpline: Helpline, actor: Caseworker, case_id: str, person_id: str, *, excluded: bool
) -> None:
    """Keep somebody with a conflict of interest away from a case, or let them in again.

    Raises NotFound, Refused("not_yourself" | "has_the_case").
    """
    with helpline.store.begin() as tx:
        case = tx.cases.find(case_id, reach_of(actor))
        authorize(actor, Action.EXCLUDE, case)
        person = tx.staff.get(person_id)
        ours = person.organisation_id == case.organisation_id
        if not ours and person.role is not Role.SAFEGUARDING_LEAD:
            raise NotFound("no such person")
        if person.id == actor.id and not excluded:
            raise Refused("not_yourself")
        if excluded and case.claimed_by == person.id:
            raise Refused("has_the_case")
        if excluded:
            tx.oversight.exclude(case.id, person.id, actor.id, helpline.now())
        else:
            tx.oversight.include(case.id, person.id)
        tell(helpline, tx, case, NoticeKind.CONFLICT, actor)
        audit.note(
            helpline,
            tx,
            actor,
            Action.EXCLUDE.value,
            ("case", case.id),
            reason="excluded" if excluded else "included",
            organisation_id=case.organisation_id,
        )


@dataclass(frozen=True, slots=True)
class Oversight:
    """Who saw a case, and who may and may not see it."""

    case: Case
    seen: Sequence[Sight]
    staff: Sequence[Caseworker]
    excluded: frozenset[str]


def who_saw(helpline: Helpline, actor: Caseworker, case_id: str) -> Oversight:
    """Who opened the case, for those who oversee it (SAFETY T18)."""
    with helpline.store.begin() as tx:
        case = admit(helpline, tx, actor, Action.SEE_WHO_SAW, case_id)
        return Oversight(
            case=case,
            seen=audit.seen_by(tx, case.id),
            staff=tx.staff.of_organisation(case.organisation_id),
            excluded=frozenset(tx.oversight.excluded(case.id)),
        )


def tell(
    helpline: Helpline,
    tx: Transaction,
    case: Case,
    kind: NoticeKind,
    actor: Caseworker | None = None,
    once: str | None = None,
) -> bool:
    """Put a line on the list of the case's supervisors. False if it is there already."""
    return tx.oversight.add_notice(
        Notice(
            id=helpline.new_id(),
            organisation_id=case.organisation_id,
            at=helpline.now(),
            kind=kind,
            case_id=case.id,
            actor_id=actor.id if actor else None,
        ),
        once,
    )


def given_reason(reason: str) -> str:
    """A reason that says something. Raises Refused("reason_needed")."""
    reason = " ".join(reason.split())
    if len(reason) not in REASON_LENGTHS:
        raise Refused("reason_needed")
    return reason


def _tell_outside(helpline: Helpline, tx: Transaction, actor: Caseworker, case: Case) -> None:
    """Reading outside assignment is told, once an hour per reader and case (SAFETY T18)."""
    hour = helpline.now().strftime("%Y%m%d%H")
    once = f"outside:{case.id}:{actor.id}:{hour}"
    tell(helpline, tx, case, NoticeKind.OUTSIDE_ASSIGNMENT, actor, once)


def _within_reach(tx: Transaction, actor: Caseworker, case_id: str) -> bool:
    try:
        tx.cases.find(case_id, reach_of(actor))
    except NotFound:
        return False
    return True
