"""Who may do what: one function, deny by default (SAFETY section 5).

A foreign object is reported as missing, so that nobody learns what another organisation has.
"""

from __future__ import annotations

from enum import StrEnum

from helpline.core.case import Case, CaseStatus
from helpline.core.caseworker import ANSWERING, Caseworker, Role
from helpline.core.errors import NotFound, Refused


class Action(StrEnum):
    """What a member of staff can try to do."""

    SEE_QUEUE = "see_queue"
    CLAIM = "claim"
    READ_TALK = "read_talk"
    REPLY = "reply"
    CLOSE = "close"


ALLOWED: dict[Action, frozenset[Role]] = {
    Action.SEE_QUEUE: ANSWERING,
    Action.CLAIM: ANSWERING,
    Action.READ_TALK: ANSWERING,
    Action.REPLY: ANSWERING,
    Action.CLOSE: ANSWERING,
}
OWN_CASE_ONLY = frozenset({Action.READ_TALK, Action.REPLY, Action.CLOSE})
"""Actions for which a caseworker must have claimed the case. A supervisor need not."""


def authorize(actor: Caseworker, action: Action, case: Case | None = None) -> None:
    """Return if `actor` may do `action` (on `case`), else raise NotFound or Refused."""
    if actor.disabled or actor.role not in ALLOWED[action]:
        raise Refused("not_allowed")
    if case is None:
        return
    if case.organisation_id != actor.organisation_id:
        raise NotFound("no such case")
    if action in OWN_CASE_ONLY and actor.role is Role.CASEWORKER and case.claimed_by != actor.id:
        raise Refused("claim_first")
    if action is Action.REPLY and case.status is CaseStatus.CLOSED:
        raise Refused("case_closed")
