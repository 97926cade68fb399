"""What became of referrals orders what is offered next (DIRECTORY.md, Matching)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from helpline.core.channel import Address, Channel
from helpline.core.consent import Consent, Purpose
from helpline.core.contact import Contact
from helpline.core.referral import CASE_MANAGEMENT, Handover, Referral, State
from helpline.directory.rank import Outcome
from helpline.operations.directory.outcomes import COUNTED_FOR, outcomes_of
from helpline.operations.moment import Moment
from helpline.rehearsal import Rehearsal
from referring import FIRST, KNOWN, SECOND, a_service, publish

NUMBERS = 5
"""As many as say something about a service."""


@pytest.fixture
def talk(stage) -> Rehearsal:
    talk = stage()
    publish(talk, *(a_service(name, talk.clock.at) for name in (FIRST, SECOND)))
    talk.say("hello")
    return talk


def went(talk: Rehearsal, receiver: str, state: State, times: int = NUMBERS) -> None:
    """So many others were referred there, and this became of it."""
    now, made = talk.clock.at, talk.helpline.new_id
    contact = Contact(made(), talk.home.id, "en", "en", now)
    with talk.helpline.store.begin() as tx:
        tx.contacts.create(contact, made(), Address(Channel.TELEGRAM, f"70{made()[:6]}"))
        for _ in range(times):
            consent_id = made()
            yes = Consent(contact.id, Purpose.SHARE, True, receiver, (), "", "en", "sms", now)
            tx.consents.add(consent_id, yes)
            tx.referrals.add(
                Referral(
                    id=made(),
                    organisation_id=talk.home.id,
                    contact_id=contact.id,
                    receiver=receiver,
                    kind=CASE_MANAGEMENT,
                    fields=(),
                    state=state,
                    created_at=now,
                    moved_at=now,
                    due_at=None,
                    handover=Handover(),
                    consent_id=consent_id,
                )
            )


def offered(talk: Rehearsal) -> tuple[str, ...]:
    """What a flow would be given now."""
    contact = talk.contact()
    assert contact is not None
    with talk.helpline.store.read() as tx:
        moment = Moment.of(talk.helpline, tx, tx.contacts.addresses(contact.id)[0])
        return moment.world(tx.conversations.load(contact.id)).offers(KNOWN)


@pytest.mark.parametrize("good", [FIRST, SECOND])
def test_who_takes_people_comes_before_who_refuses_them(talk: Rehearsal, good: str) -> None:
    bad = SECOND if good == FIRST else FIRST
    went(talk, good, State.ACTIVE)
    went(talk, bad, State.REFUSED)
    assert offered(talk) == (good, bad)


def test_too_few_outcomes_change_nothing(talk: Rehearsal) -> None:
    before = offered(talk)
    went(talk, before[1], State.ACTIVE, NUMBERS - 1)
    assert offered(talk) == before
    went(talk, before[1], State.ACTIVE, 1)
    assert offered(talk) == before[::-1]


def test_what_is_counted_and_for_how_long(talk: Rehearsal) -> None:
    for state in State:
        went(talk, FIRST, state, 1)
    with talk.helpline.store.read() as tx:
        known = talk.helpline.directory.of(tx)
        # accepted, met, active, closed; and refused
        assert outcomes_of(tx, known, talk.clock.at) == {FIRST: Outcome(accepted=4, answered=5)}
        until = talk.clock.at + COUNTED_FOR
        assert outcomes_of(tx, known, until)
        assert outcomes_of(tx, known, until + timedelta(seconds=1)) == {}
