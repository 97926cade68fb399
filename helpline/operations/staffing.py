"""Changing what people may do: roles, disabling, what is known of them.

Whoever loses a role or an account is signed out at once and holds no case any more. Nobody
changes the own role, nobody gives what he may not give, and the last administrator stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from helpline.core.caseworker import ANSWERING, Caseworker, Gender, Role
from helpline.core.errors import Refused
from helpline.core.reach import Reach
from helpline.operations import audit
from helpline.operations.authorize import Action, authorize, authorize_person, may_grant
from helpline.operations.escalate import release, roster_of
from helpline.operations.helpline import Helpline
from helpline.operations.invitations import is_administrator, waits_for
from helpline.operations.people import named
from helpline.operations.ports.store import Transaction
from helpline.operations.sign_in import LANGUAGES


@dataclass(frozen=True, slots=True)
class Member:
    """One line of the page of people."""

    person: Caseworker
    invited: bool
    """Has not come in yet."""
    on_shifts: bool


def members(helpline: Helpline, actor: Caseworker) -> Sequence[Member]:
    """The actor's organisation, in the order in which people came."""
    authorize(actor, Action.MANAGE_PEOPLE)
    with helpline.store.read() as tx:
        people = tx.staff.of_organisation(actor.organisation_id)
        on_shifts = {shift.caseworker_id for shift in tx.staff.shifts(actor.organisation_id)}
    return [Member(p, waits_for(p), p.id in on_shifts) for p in people]


def member(helpline: Helpline, actor: Caseworker, person_id: str) -> Caseworker:
    """One person of the actor's organisation. Raises NotFound."""
    with helpline.store.read() as tx:
        person = tx.staff.get(person_id)
    authorize_person(actor, Action.MANAGE_PEOPLE, person)
    return person


def change_role(helpline: Helpline, actor: Caseworker, person_id: str, role: Role) -> None:
    """Give somebody another role. Raises NotFound, Refused("own_role" | "last_administrator")."""
    with helpline.store.begin() as tx:
        person = _other(tx, actor, person_id)
        if not may_grant(actor, role) or not may_grant(actor, person.role):
            raise Refused("not_allowed")
        if role is person.role:
            return
        keep_last_administrator(tx, person)
        tx.staff.save(replace(person, role=role))
        put_out(helpline, tx, person)
        about = ("caseworker", person.id)
        audit.note(helpline, tx, actor, "change_role", about, reason=role.value)


def set_disabled(helpline: Helpline, actor: Caseworker, person_id: str, disabled: bool) -> None:
    """Close or reopen an account. Raises NotFound, Refused("own_role" | "last_administrator")."""
    with helpline.store.begin() as tx:
        person = _other(tx, actor, person_id)
        if not may_grant(actor, person.role):
            raise Refused("not_allowed")
        if disabled:
            keep_last_administrator(tx, person)
        tx.staff.save(replace(person, disabled=disabled))
        put_out(helpline, tx, person)
        what = "disable" if disabled else "enable"
        audit.note(helpline, tx, actor, what, ("caseworker", person.id))


def change_details(
    helpline: Helpline,
    actor: Caseworker,
    person_id: str,
    first_name: str,
    speaks: Sequence[str],
    gender: str,
) -> None:
    """The name that contacts are told, the languages, the gender. Raises NotFound, Refused."""
    first_name = " ".join(first_name.split())[:40]
    if not first_name or not first_name.isprintable():
        raise Refused("name_not_usable")
    with helpline.store.begin() as tx:
        person = tx.staff.get(person_id)
        authorize_person(actor, Action.MANAGE_PEOPLE, person)
        changed = replace(
            person,
            first_name=first_name,
            speaks=tuple(language for language in LANGUAGES if language in speaks),
            gender=Gender(gender) if gender in set(Gender) else None,
        )
        tx.staff.save(changed)
        audit.note(helpline, tx, actor, "change_details", ("caseworker", person.id))


def disable(helpline: Helpline, sign_in_name: str) -> None:
    """Close an account from the system's side. Raises NotFound, Refused("last_administrator")."""
    with helpline.store.begin() as tx:
        person = named(tx, sign_in_name)
        keep_last_administrator(tx, person)
        tx.staff.save(replace(person, disabled=True))
        put_out(helpline, tx, person)


def keep_last_administrator(tx: Transaction, person: Caseworker) -> None:
    """Raise Refused("last_administrator") if nobody could let people in without this person."""
    if not is_administrator(person):
        return
    others = tx.staff.with_role(person.role)
    if person.role is Role.ORGANISATION_ADMIN:
        others = [o for o in others if o.organisation_id == person.organisation_id]
    if not any(is_administrator(other) for other in others if other.id != person.id):
        raise Refused("last_administrator")


def put_out(helpline: Helpline, tx: Transaction, person: Caseworker) -> None:
    """End all sessions and ways in, and give the person's cases back to the queue."""
    tx.staff.end_sessions(caseworker_id=person.id)
    tx.admissions.drop_invitations(person.id)
    if person.role not in ANSWERING:
        return
    for reach in (
        Reach(person.organisation_id, complaints=True),
        Reach(None, minors=True, complaints=True),
    ):
        for row in tx.cases.queue(reach):
            if row.case.claimed_by == person.id:
                roster = roster_of(tx, row.case.organisation_id)
                release(helpline, tx, tx.cases.by_id(row.case.id), roster)


def _other(tx: Transaction, actor: Caseworker, person_id: str) -> Caseworker:
    person = tx.staff.get(person_id)
    authorize_person(actor, Action.MANAGE_PEOPLE, person)
    if person.id == actor.id:
        raise Refused("own_role")
    return person
