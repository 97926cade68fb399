"""A directory with helpers who stay, and talks that come to F08, for tests of referrals.

Every service, name and number here is made up; the numbers belong to nobody.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from helpline.core.caseworker import Caseworker, Role
from helpline.core.conversation import Fact
from helpline.core.referral import Referral
from helpline.core.task import TaskKind
from helpline.directory.model import Act, Area, ContactPoint, Provider, Service, Words
from helpline.directory.terms import (
    Claim,
    Cost,
    Group,
    Item,
    Kind,
    Method,
    Need,
    Operator,
    Term,
)
from helpline.operations import people
from helpline.rehearsal import Rehearsal

PHONE = "+85523000001"
FIRST, SECOND = "example-helper-1", "example-helper-2"
KNOWN = {
    Fact.LANGUAGE: "en",
    Fact.SAFE: "yes",
    Fact.AGE: "adult",
    Fact.CONSENT_KEEP: "yes",
    Fact.DELETE_ADVICE: "given",
}


def a_service(service_id: str, at: datetime, **what: Any) -> Service:
    """A verified service that stays with men and women, anywhere in the country."""
    name = what.pop("name", f"Example {service_id[-1]}")
    act = Act(by="one", at=at, method=Method.CALL, confirmed=tuple(Item), approved_by="two")
    point = ContactPoint(
        id="phone",
        kind=Kind.PHONE,
        value=PHONE[:-1] + service_id[-1],
        listing_consent=Claim.YES,
        acts=(act,),
    )
    made = {
        "id": service_id,
        "provider": Provider(id=f"provider-{service_id}", name=what.pop("provider", name)),
        "name": Words(en=name),
        "needs": (Need.CASE_MANAGEMENT,),
        "serves": {Group.MEN: Claim.YES, Group.WOMEN: Claim.YES},
        "term": Term.LONG,
        "operator": Operator.NGO,
        "cost": Cost.FREE,
        "area": Area(national=True),
        "informs_police": Claim.NO,
        "contacts": (point,),
    }
    return Service(**made | what)


def publish(talk: Rehearsal, *services: Service) -> None:
    """Put services into the directory as a supervisor would have."""
    with talk.helpline.store.begin() as tx:
        tx.services.save(list(services), talk.clock.at)


def begin(talk: Rehearsal, *, at: str = "F08.1", offered: str = "", **facts: str) -> None:
    """A contact in a safe talk at a question."""
    more = {Fact(name): value for name, value in facts.items()}
    if offered:
        more[Fact.OFFERED] = offered
    talk.remember({**KNOWN, **more})
    talk.wait_at(at.partition(".")[0], at)


def say(talk: Rehearsal, *words: str) -> list[str]:
    """Say these; the texts of the last answer."""
    texts: list[str] = []
    for word in words:
        texts = [sent.text for sent in talk.say(word).texts]
    return texts


ALL = ("1", "1", "1", "3", "mango")
"""Yes to all, by text, in the morning, no matter whom, and a code word."""


def referrals(talk: Rehearsal) -> list[Referral]:
    """The contact's referrals, the newest first."""
    contact = talk.contact()
    assert contact is not None
    with talk.helpline.store.read() as tx:
        return list(tx.referrals.of_contact(contact.id))


def only(talk: Rehearsal) -> Referral:
    (found,) = referrals(talk)
    return found


def tasks_of(talk: Rehearsal, organisation_id: str | None = None) -> set[TaskKind]:
    """Kinds of tasks that wait in an organisation (ours if not named)."""
    with talk.helpline.store.read() as tx:
        waiting = tx.tasks.waiting(organisation_id or talk.home.id, 99)
    return {task.kind for task in waiting}


def staff(talk: Rehearsal, name: str, role: Role = Role.CASEWORKER, home: str = "") -> Caseworker:
    """Somebody who works for us, or for the organisation `home`."""
    person = Caseworker("", "", name, name.title(), role, "en", "", None)
    return people.add(talk.helpline, home or talk.home.name, person)


def sophea(talk: Rehearsal) -> Caseworker:
    """The caseworker of the rehearsal."""
    with talk.helpline.store.read() as tx:
        return next(
            one for one in tx.staff.of_organisation(talk.home.id) if one.first_name == "Sophea"
        )
