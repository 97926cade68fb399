"""The directory in talks: what is said, what is offered, what is held."""

from __future__ import annotations

import pytest

from directory_desk import Desk, office
from helpline.core.case import Case, Reason
from helpline.core.channel import Address, Channel
from helpline.core.conversation import Fact
from helpline.core.message import Status
from helpline.directory.query import ANY_GENDER
from helpline.directory.terms import Duty, Need, Operator
from helpline.directory.terms import Reason as Wrong
from helpline.operations.directory import offers, report
from helpline.operations.directory.report import Report
from helpline.operations.moment import Moment
from helpline.operations.record import write
from helpline.operations.send import deliver

HERE = Address(Channel.SMS, "+85500000001")


@pytest.mark.parametrize(
    ("channel", "value", "local"),
    [
        (Channel.SMS, "+85500000001", True),
        (Channel.WHATSAPP, "+85500000001", True),
        (Channel.SMS, "+66000000001", False),
        (Channel.WHATSAPP, "+84000000001", False),
        (Channel.TELEGRAM, "85500000001", False),
        (Channel.TELEGRAM, "+85500000001", False),
    ],
)
def test_only_a_number_of_this_country_is_local(channel, value: str, local: bool) -> None:
    """DIRECTORY.md, Verification 8."""
    assert offers.is_local(Address(channel, value)) is local


def test_the_question_holds_what_was_given_and_nothing_else() -> None:
    facts = {Fact.NEEDS: "legal_aid nonsense", Fact.AGE: "15_17", Fact.PROVINCE: "12"}
    query = offers.query_of(offers.Asker("k", HERE, None), facts)
    assert query.needs == {Need.LEGAL_AID}
    assert (query.age_band, query.province, query.gender) == ("under_18", "12", ANY_GENDER)
    assert query.avoid == frozenset()
    empty = offers.query_of(offers.Asker("k", HERE, None), {Fact.AGE: "skipped"})
    assert (empty.needs, empty.age_band, empty.province) == (frozenset(), None, None)


def test_who_spoke_of_complicit_officials_is_spared_every_authority(stage) -> None:
    """SAFETY T15."""
    talk = stage()
    talk.say("hello")
    case = _case(talk, Reason.COMPLICITY)
    query = offers.query_of(offers.Asker("k", HERE, case), {})
    assert query.avoid == {Operator.POLICE, Operator.GOVERNMENT}


def test_a_verified_service_is_offered_by_name_until_it_is_suspended(stage) -> None:
    desk = Desk.of(stage())
    desk.verify(desk.supervisor, hours=1)
    asker, now = offers.Asker("k", HERE, None), desk.helpline.now()
    found = offers.offered(desk.directory(), asker, {}, now, {})
    assert found.ids == ("s",)
    facts = {Fact.OFFERED: "s gone"}
    assert offers.names(desk.directory(), asker, facts, "en", now) == {"service": "Example s"}
    assert offers.names(desk.directory(), asker, facts, "km", now) == {"service": "គំរូ"}
    _report(desk, Wrong.UNSAFE)
    assert offers.names(desk.directory(), asker, facts, "en", now) == {}
    assert offers.offered(desk.directory(), asker, {}, now, {}).ids == ()


def test_a_number_that_was_suspended_after_it_was_said_does_not_go_out(stage) -> None:
    """The guard looks again just before each send (DIRECTORY.md rule 6 c)."""
    desk = Desk.of(stage(), office(duty=Duty.EMERGENCY, fills="line"))
    desk.verify(desk.supervisor, hours=1)
    desk.verify(desk.caseworker, hours=1)
    talk = desk.talk
    talk.say("I want to kill myself")
    talk.say("2")
    said = [one.text for one in talk.terminal.sent]
    assert any("012 000 001" in text for text in said), said
    contact = talk.contact()
    with talk.helpline.store.begin() as tx:
        moment = Moment.of(talk.helpline, tx, tx.contacts.addresses(contact.id)[0])
        waiting = write(moment, said[-1] + " 012 000 001").id
    _report(desk, Wrong.WRONG_NUMBER)
    before = len(talk.terminal.sent)
    deliver(talk.helpline, contact.id)
    assert len(talk.terminal.sent) == before
    with talk.helpline.store.read() as tx:
        assert tx.outbox.get(waiting).error == "unverified_contact"


def test_what_the_guard_holds_opens_a_case(stage) -> None:
    talk = stage()
    talk.say("hello")
    contact = talk.contact()
    with talk.helpline.store.begin() as tx:
        moment = Moment.of(talk.helpline, tx, tx.contacts.addresses(contact.id)[0])
        outbound_id = write(moment, "Call 012 000 001").id
    deliver(talk.helpline, contact.id)
    with talk.helpline.store.read() as tx:
        kept, case = tx.outbox.get(outbound_id), tx.cases.open_for(contact.id)
    assert kept.status is Status.WITHHELD
    assert kept.error == "unverified_contact"
    assert case is not None
    assert Reason.DELIVERY_FAILED in case.reasons


def _report(desk: Desk, reason: Wrong) -> None:
    told = Report("s", reason, "contact-1", desk.caseworker.organisation_id, point_id="s-1")
    with desk.helpline.store.begin() as tx:
        report.take_report(desk.helpline, tx, told)


def _case(talk, reason: Reason) -> Case:
    from helpline.core.case import Priority
    from helpline.operations.escalate import open_case, roster_of

    contact = talk.contact()
    with talk.helpline.store.begin() as tx:
        roster = roster_of(tx, contact.organisation_id)
        return open_case(talk.helpline, tx, contact, Priority.P3, reason, roster)[0]
