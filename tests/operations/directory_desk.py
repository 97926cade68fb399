"""A directory in a real store, with a caseworker and a supervisor who work on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from helpline.core.caseworker import Caseworker, Role
from helpline.directory.model import ContactPoint, Findings, Provider, Service, Words
from helpline.directory.snapshot import Directory
from helpline.directory.terms import Claim, Duty, Group, Item, Kind, Method, Need, Operator
from helpline.directory.verify import state_of
from helpline.operations import people
from helpline.operations.directory import look, take_in, verify
from helpline.operations.helpline import Helpline
from helpline.rehearsal import Rehearsal

EVERYTHING = frozenset(Item)
FOUND = Findings(serves={Group.MEN: Claim.YES, Group.WOMEN: Claim.YES}, hours="always")


def office(key: str = "s", value: str = "012 000 001", **more: Any) -> Service:
    """A service with one phone, as a candidate."""
    given: dict[str, Any] = {"duty": Duty.OFFICE, "dial_scope": "international"}
    made = ContactPoint(id=f"{key}-1", kind=Kind.PHONE, value=value, **(given | more))
    return Service(
        id=key,
        provider=Provider(id=key, name="Example"),
        name=Words(en=f"Example {key}", km="គំរូ"),
        needs=(Need.CASE_MANAGEMENT,),
        operator=Operator.NGO,
        area={"national": True},
        term="long",
        contacts=(made,),
    )


@dataclass
class Desk:
    """What the tests do, in few words."""

    talk: Rehearsal
    caseworker: Caseworker
    supervisor: Caseworker

    @classmethod
    def of(cls, talk: Rehearsal, *services: Service) -> Desk:
        made = cls(
            talk, _person(talk, "ratha", Role.CASEWORKER), _person(talk, "sophal", Role.SUPERVISOR)
        )
        take_in.take_in(talk.helpline, services or (office(),))
        return made

    @property
    def helpline(self) -> Helpline:
        return self.talk.helpline

    def directory(self) -> Directory:
        return look.snapshot(self.helpline)

    def state(self, key: str = "s") -> str:
        service = self.directory().services[key]
        return state_of(service, service.contacts[0], self.helpline.now()).value

    def verify(
        self,
        person: Caseworker,
        key: str = "s",
        confirmed: frozenset[Item] = EVERYTHING,
        **ago: float,
    ) -> Service:
        at = self.helpline.now() - timedelta(**ago)
        checked = verify.Checked(at, Method.CALL, confirmed, FOUND)
        return verify.verify(self.helpline, person, (key, f"{key}-1"), checked)

    def wait(self, **time: float) -> None:
        self.talk.clock.at += timedelta(**time)


def _person(talk: Rehearsal, name: str, role: Role) -> Caseworker:
    person = Caseworker(
        id="",
        organisation_id="",
        sign_in_name=name,
        first_name=name.title(),
        role=role,
        language="en",
        password_hash="",
        totp_secret="x",
    )
    with talk.helpline.store.read() as tx:
        home = tx.staff.organisations()[0].name
    return people.add(talk.helpline, home, person)
