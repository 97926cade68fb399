"""The list of notices: read by those who oversee, worked off by them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from helpline.core.case import Case
from helpline.core.caseworker import Caseworker, Role
from helpline.core.errors import NotFound, Refused
from helpline.core.oversight import Notice
from helpline.operations import audit
from helpline.operations.authorize import Action, Scope, authorize
from helpline.operations.helpline import Helpline

MOST = 200


@dataclass(frozen=True, slots=True)
class Seen:
    """A notice with whom and what it is about."""

    notice: Notice
    case: Case | None
    """For its pseudonym; the page shows nothing else of it."""
    actor: Caseworker | None


def notices(helpline: Helpline, actor: Caseworker) -> Sequence[Seen]:
    """What nobody has dealt with yet, then the newest of the rest.

    A notice about a case with which the reader has a conflict of interest is not shown.
    """
    scope = authorize(actor, Action.SEE_NOTICES)
    home = None if scope is Scope.EVERYTHING else actor.organisation_id
    with helpline.store.read() as tx:
        found = []
        for notice in tx.oversight.notices(home, MOST):
            if notice.case_id and actor.id in tx.oversight.excluded(notice.case_id):
                continue
            case = tx.cases.by_id(notice.case_id) if notice.case_id else None
            if case is not None and _is_not_theirs(actor, case):
                continue
            who = tx.staff.get(notice.actor_id) if notice.actor_id else None
            found.append(Seen(notice, case, who))
    return found


def _is_not_theirs(actor: Caseworker, case: Case) -> bool:
    """A complaint about staff is for supervisors; for a safeguarding lead if it is of a minor."""
    return case.overseen_only and actor.role is Role.SAFEGUARDING_LEAD and not case.minor


def done(helpline: Helpline, actor: Caseworker, notice_id: str) -> None:
    """Somebody has dealt with it. Raises NotFound, Refused("not_yourself" | "not_allowed").

    Nobody ticks off what is told about themselves, and an auditor only looks.
    """
    scope = authorize(actor, Action.SEE_NOTICES)
    if scope is Scope.EVERYTHING:
        raise Refused("not_allowed")
    home = actor.organisation_id
    with helpline.store.begin() as tx:
        known = {notice.id: notice for notice in tx.oversight.notices(home, MOST)}
        if notice_id not in known:
            raise NotFound("no such notice")
        if known[notice_id].actor_id == actor.id:
            raise Refused("not_yourself")
        tx.oversight.see_notice(notice_id, home, actor.id, helpline.now())
        audit.note(helpline, tx, actor, "notice_done", ("notice", notice_id))
