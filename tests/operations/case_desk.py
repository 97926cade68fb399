"""What tests of casework do with a rehearsed talk: people, their case, its timeline."""

from __future__ import annotations

from helpline.core.case import Case
from helpline.core.caseworker import Caseworker, Role
from helpline.operations import cases, people
from helpline.rehearsal import Rehearsal


def staff(
    talk: Rehearsal, name: str = "dara", role: Role = Role.CASEWORKER, home: str = ""
) -> Caseworker:
    """One more person, of the talk's organisation unless another is named."""
    person = Caseworker("", "", name, name.title(), role, "en", "", None)
    return people.add(talk.helpline, home or talk.home.name, person)


def the_case(talk: Rehearsal) -> Case:
    """The contact's newest case as it is now."""
    contact = talk.contact()
    assert contact is not None
    with talk.helpline.store.read() as tx:
        case = tx.cases.last_for(contact.id)
    assert case is not None
    return case


def mine(talk: Rehearsal, actor: Caseworker) -> Case:
    """The case, taken by this person."""
    case = the_case(talk)
    return cases.claim(talk.helpline, actor, case.id, case.version)


def kinds(talk: Rehearsal) -> list[str]:
    """What stands in the case's timeline, oldest first."""
    case = the_case(talk)
    with talk.helpline.store.read() as tx:
        return [note.kind for note in tx.cases.notes(case.id)]
