"""Who may do what: one table, one function, deny by default (SAFETY section 5).

A case outside somebody's reach is reported as missing, so that nobody learns what another
organisation has. The store puts the same reach into its statements (`reach_of`), so an act is
checked twice, by different code.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from helpline.core.case import Case, CaseStatus, Priority
from helpline.core.caseworker import Caseworker, Role
from helpline.core.errors import NotFound, Refused
from helpline.core.reach import Reach


class Action(StrEnum):
    """What a member of staff can try to do."""

    SEE_QUEUE = "see_queue"
    SEE_COUNTS = "see_counts"
    CLAIM = "claim"
    HAND_OVER = "hand_over"
    UNCLAIM = "unclaim"
    TAKE_OVER = "take_over"
    READ_TALK = "read_talk"
    REPLY = "reply"
    REVEAL_PHONE = "reveal_phone"
    NOTE = "note"
    RESTRICTED_NOTE = "restricted_note"
    TASK = "task"
    SET_NEEDS = "set_needs"
    SEE_CHECK_INS = "see_check_ins"
    CHANGE_CHECK_INS = "change_check_ins"
    REFER = "refer"
    OVERRIDE_CONSENT = "override_consent"
    LOWER_PRIORITY = "lower_priority"
    PROPOSE_CLOSE = "propose_close"
    CLOSE = "close"
    APPROVE_CLOSE = "approve_close"
    REOPEN = "reopen"
    MERGE = "merge"
    ANSWER_REFERRAL = "answer_referral"
    SEE_WHO_SAW = "see_who_saw"
    EXCLUDE = "exclude"
    SEE_COMPLAINTS = "see_complaints"
    SEE_NOTICES = "see_notices"
    BREAK_GLASS = "break_glass"
    EXPORT = "export"
    EXPORT_IDENTIFIABLE = "export_identifiable"
    APPROVE_EXPORT = "approve_export"
    SEE_STATISTICS = "see_statistics"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_ORGANISATIONS = "manage_organisations"
    SEE_ROSTER = "see_roster"
    MANAGE_SHIFTS = "manage_shifts"
    PROPOSE_CONTENT = "propose_content"
    APPROVE_CONTENT = "approve_content"
    PUBLISH_FLOWS = "publish_flows"
    READ_AUDIT = "read_audit"
    VERIFY_AUDIT = "verify_audit"
    MANAGE_KEYS = "manage_keys"
    REQUEST_HOLD = "request_hold"
    APPROVE_HOLD = "approve_hold"


class Scope(StrEnum):
    """On which objects a role may do it."""

    OWN = "own"
    """Cases that the person has claimed; in lists and logs what is the person's own."""
    ORGANISATION = "organisation"
    MINORS = "minors"
    """Cases of minors, of every organisation of the installation."""
    REFERRED = "referred"
    """What a referral handed to the person's organisation, and nothing else of the case."""
    EVERYTHING = "everything"


OWN, OURS, MINORS = Scope.OWN, Scope.ORGANISATION, Scope.MINORS
REFERRED, ALL = Scope.REFERRED, Scope.EVERYTHING
CASEWORKER, SUPERVISOR, LEAD = Role.CASEWORKER, Role.SUPERVISOR, Role.SAFEGUARDING_LEAD
ADMIN, SYSTEM, PARTNER = Role.ORGANISATION_ADMIN, Role.SYSTEM_ADMIN, Role.PARTNER
AUDITOR = Role.AUDITOR

ON_A_CASE = {CASEWORKER: OWN, SUPERVISOR: OURS, LEAD: MINORS}
OVERSEEING = {SUPERVISOR: OURS, LEAD: MINORS}

ALLOWED: Mapping[Action, Mapping[Role, Scope]] = {
    Action.SEE_QUEUE: {CASEWORKER: OURS, SUPERVISOR: OURS, LEAD: MINORS},
    Action.SEE_COUNTS: {SYSTEM: ALL},
    Action.CLAIM: {CASEWORKER: OURS, SUPERVISOR: OURS, LEAD: MINORS},
    Action.HAND_OVER: ON_A_CASE,
    Action.UNCLAIM: ON_A_CASE,
    Action.TAKE_OVER: OVERSEEING,
    Action.READ_TALK: ON_A_CASE,
    Action.REPLY: ON_A_CASE,
    Action.REVEAL_PHONE: ON_A_CASE,
    Action.NOTE: ON_A_CASE,
    Action.RESTRICTED_NOTE: ON_A_CASE,
    Action.TASK: ON_A_CASE,
    Action.SET_NEEDS: ON_A_CASE,
    Action.SEE_CHECK_INS: {CASEWORKER: OURS, SUPERVISOR: OURS, LEAD: MINORS},
    Action.CHANGE_CHECK_INS: {CASEWORKER: OURS, SUPERVISOR: OURS, LEAD: MINORS},
    Action.REFER: ON_A_CASE,
    Action.OVERRIDE_CONSENT: OVERSEEING,
    Action.LOWER_PRIORITY: ON_A_CASE,
    Action.PROPOSE_CLOSE: ON_A_CASE,
    Action.CLOSE: ON_A_CASE,
    Action.APPROVE_CLOSE: OVERSEEING,
    Action.REOPEN: OVERSEEING,
    Action.MERGE: ON_A_CASE,
    Action.ANSWER_REFERRAL: {PARTNER: REFERRED, CASEWORKER: REFERRED, SUPERVISOR: REFERRED},
    Action.SEE_WHO_SAW: OVERSEEING,
    Action.EXCLUDE: OVERSEEING,
    Action.SEE_COMPLAINTS: OVERSEEING,
    Action.SEE_NOTICES: {SUPERVISOR: OURS, LEAD: OURS, AUDITOR: ALL},
    Action.BREAK_GLASS: {SUPERVISOR: ALL, LEAD: ALL},
    Action.EXPORT: OVERSEEING,
    Action.EXPORT_IDENTIFIABLE: OVERSEEING,
    Action.APPROVE_EXPORT: OVERSEEING,
    Action.SEE_STATISTICS: {
        CASEWORKER: OWN,
        SUPERVISOR: OURS,
        LEAD: OURS,
        ADMIN: OURS,
        SYSTEM: ALL,
        PARTNER: OWN,
        AUDITOR: ALL,
    },
    Action.MANAGE_PEOPLE: {ADMIN: OURS},
    Action.MANAGE_ORGANISATIONS: {SYSTEM: ALL},
    Action.SEE_ROSTER: {CASEWORKER: OURS, SUPERVISOR: OURS, LEAD: OURS, ADMIN: OURS},
    Action.MANAGE_SHIFTS: {SUPERVISOR: OURS, ADMIN: OURS},
    Action.PROPOSE_CONTENT: {CASEWORKER: OURS, SUPERVISOR: OURS, LEAD: OURS},
    Action.APPROVE_CONTENT: {SUPERVISOR: OURS},
    Action.PUBLISH_FLOWS: {SYSTEM: ALL},
    Action.READ_AUDIT: {CASEWORKER: OWN, SUPERVISOR: OURS, LEAD: OWN, ADMIN: OWN, AUDITOR: ALL},
    Action.VERIFY_AUDIT: {SYSTEM: ALL, AUDITOR: ALL},
    Action.MANAGE_KEYS: {SYSTEM: ALL},
    Action.REQUEST_HOLD: {SUPERVISOR: OURS},
    Action.APPROVE_HOLD: {AUDITOR: ALL},
}
"""The table of roles of SAFETY section 5. An action without a line is nobody's."""

THROUGH_GLASS = frozenset({Action.READ_TALK, Action.REPLY, Action.NOTE})
"""What broken glass opens for an hour: enough to save somebody, and nothing that lasts."""

WANTS_AN_OPEN_CASE = frozenset({Action.REPLY, Action.CLAIM, Action.HAND_OVER, Action.TAKE_OVER})


def is_hidden(case: Case, reader: Caseworker) -> bool:
    """True for a complaint about staff that somebody else has to look at (CONVERSATIONS F09)."""
    mine = case.claimed_by == reader.id
    return case.overseen_only and not mine and not may(reader.role, Action.SEE_COMPLAINTS)


def is_open_to(case: Case, person: Caseworker) -> bool:
    """True if the person could take this case; for alerts, never instead of `authorize`."""
    try:
        authorize(person, Action.CLAIM, case)
    except (NotFound, Refused):
        return False
    return True


def may(role: Role, action: Action) -> bool:
    """True if the role may do it on something; for menus, never instead of `authorize`."""
    return role in ALLOWED.get(action, {})


def authorize(
    actor: Caseworker, action: Action, case: Case | None = None, *, glass: bool = False
) -> Scope:
    """Return the scope if `actor` may do `action` (on `case`), else raise NotFound or Refused.

    `glass`: the actor has broken the glass before this case, and the hour still runs.
    """
    scope = ALLOWED.get(action, {}).get(actor.role)
    if actor.disabled or scope is None:
        raise Refused("not_allowed")
    if case is not None:
        if not (glass and action in THROUGH_GLASS):
            _within(actor, scope, case)
        if action in WANTS_AN_OPEN_CASE and case.status is CaseStatus.CLOSED:
            raise Refused("case_closed")
    return scope


def authorize_person(actor: Caseworker, action: Action, person: Caseworker) -> None:
    """Whether `actor` may act on another member of staff. Raises NotFound or Refused.

    Staff of another organisation are reported as missing.
    """
    scope = authorize(actor, action)
    if scope is not Scope.EVERYTHING and person.organisation_id != actor.organisation_id:
        raise NotFound("no such person")


def needs_approval(actor: Caseworker, case: Case) -> bool:
    """True if this person may only propose to close this case (docs/adr/0023-closing.md)."""
    weighty = case.priority is Priority.P1 or case.minor
    return weighty and not may(actor.role, Action.APPROVE_CLOSE)


def reach_of(actor: Caseworker, now: datetime | None = None) -> Reach:
    """How far the store may look for this reader; with `now` also through broken glass.

    Raises Refused for a role that sees no case.
    """
    scope = authorize(actor, Action.SEE_QUEUE)
    minors = scope is Scope.MINORS
    return Reach(
        organisation_id=None if minors else actor.organisation_id,
        minors=minors,
        complaints=may(actor.role, Action.SEE_COMPLAINTS),
        reader_id=actor.id,
        at=now,
    )


def may_grant(actor: Caseworker, role: Role) -> bool:
    """Nobody grants a permission that he has no business with: roles of system and audit come
    from the system's side alone, all others from the organisation's administrator."""
    if actor.role is Role.ORGANISATION_ADMIN:
        return role in GRANTED_BY_ORGANISATION
    return actor.role is Role.SYSTEM_ADMIN and role in GRANTED_BY_SYSTEM


GRANTED_BY_ORGANISATION = frozenset({CASEWORKER, SUPERVISOR, LEAD, ADMIN, PARTNER})
GRANTED_BY_SYSTEM = frozenset({ADMIN, AUDITOR, SYSTEM})


def _within(actor: Caseworker, scope: Scope, case: Case) -> None:
    if is_hidden(case, actor):
        raise NotFound("no such case")
    if scope is Scope.MINORS:
        if not case.minor:
            raise NotFound("no such case")
    elif case.organisation_id != actor.organisation_id:
        raise NotFound("no such case")
    elif scope is Scope.REFERRED:
        raise NotFound("no such case")  # a referral is handed over, never the case itself
    elif scope is Scope.OWN and case.claimed_by != actor.id:
        raise Refused("claim_first")
