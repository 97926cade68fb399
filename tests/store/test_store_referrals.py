"""Referrals, overrides and survivors, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from helpline.core.caseworker import Organisation
from helpline.core.channel import Address, Channel
from helpline.core.consent import Consent, Purpose
from helpline.core.errors import HelplineError, NotFound, Stale
from helpline.core.referral import (
    CASE_MANAGEMENT,
    Because,
    Feedback,
    Field,
    Handover,
    Move,
    Override,
    Reached,
    Referral,
    State,
    Told,
)
from helpline.core.survivor import KnownBy, Survivor
from helpline.operations.ports.store import Transaction
from helpline.store.transaction import SqlStore
from scene import NOW, Scene, a_contact, new_id, open_case, prepare

DAY = timedelta(days=1)
SOMEWHERE = "service-of-nobody"
FIELDS = (Field.FIRST_NAME, Field.NUMBER, Field.RULES)


def consent(scene: Scene, *, granted: bool = True, receiver: str = SOMEWHERE) -> Consent:
    return Consent(
        contact_id=scene.contact.id,
        purpose=Purpose.SHARE,
        granted=granted,
        receiver=receiver,
        fields=tuple(one.value for one in FIELDS),
        text_version="words",
        language="km",
        channel="sms",
        at=NOW,
    )


def agree(tx: Transaction, scene: Scene) -> str:
    consent_id = new_id()
    tx.consents.add(consent_id, consent(scene))
    return consent_id


def referral(scene: Scene, consent_id: str | None, at: datetime = NOW) -> Referral:
    return Referral(
        id=new_id(),
        organisation_id=scene.organisation.id,
        contact_id=scene.contact.id,
        receiver=SOMEWHERE,
        kind=CASE_MANAGEMENT,
        fields=FIELDS,
        state=State.SENT,
        created_at=at,
        moved_at=at,
        due_at=at + DAY,
        handover=Handover(
            first_name="Dara",
            needs=("health",),
            reached=Reached.CALL,
            code_word="mango",
        ),
        consent_id=consent_id,
        receiver_name="Somewhere",
        directory_version="7",
        feedback_due_at=at + 3 * DAY,
        opener_due_at=at + 3 * DAY,
    )


def test_a_referral_comes_back_as_it_was_kept(store: SqlStore) -> None:
    scene = prepare(store)
    with store.begin() as tx:
        kept = referral(scene, agree(tx, scene))
        tx.referrals.add(kept)
    with store.read() as tx:
        assert tx.referrals.get(kept.id) == kept
        assert tx.referrals.of_contact(scene.contact.id) == [kept]
        with pytest.raises(NotFound):
            tx.referrals.get(new_id())


@pytest.mark.parametrize("both", [True, False])
def test_the_database_itself_refuses_one_without_a_basis_of_its_own(
    store: SqlStore, both: bool
) -> None:
    """T28: neither none nor two; what no code path can get round."""
    scene = prepare(store)
    with pytest.raises(HelplineError), store.begin() as tx:
        consent_id = agree(tx, scene) if both else None
        override_id = add_override(tx, scene).id if both else None
        tx.referrals.add(replace(referral(scene, consent_id), override_id=override_id))


def test_the_database_refuses_a_consent_that_nobody_gave(store: SqlStore) -> None:
    """T28"""
    scene = prepare(store)
    with pytest.raises(HelplineError), store.begin() as tx:
        tx.referrals.add(referral(scene, new_id()))


def test_two_who_change_it_at_once_do_not_overwrite_each_other(store: SqlStore) -> None:
    scene = prepare(store)
    with store.begin() as tx:
        kept = referral(scene, agree(tx, scene))
        tx.referrals.add(kept)
        changed = tx.referrals.save(replace(kept, state=State.ACCEPTED, due_at=None))
        assert tx.referrals.get(kept.id) == changed
        with pytest.raises(Stale):
            tx.referrals.save(replace(kept, state=State.REFUSED))


def test_the_receiver_finds_what_is_not_over_and_others_find_nothing(store: SqlStore) -> None:
    scene = prepare(store)
    receiver = Organisation(new_id(), "Receiver")
    with store.begin() as tx:
        tx.staff.add_organisation(receiver)
        kept = replace(referral(scene, agree(tx, scene)), receiver_organisation_id=receiver.id)
        tx.referrals.add(kept)
        assert tx.referrals.incoming(receiver.id, 10) == [kept]
        assert tx.referrals.incoming(scene.organisation.id, 10) == []
        assert tx.referrals.outgoing(scene.organisation.id, 10) == [kept]
        tx.referrals.save(replace(kept, state=State.WITHDRAWN, due_at=None))
        assert tx.referrals.incoming(receiver.id, 10) == []
        assert len(tx.referrals.outgoing(scene.organisation.id, 10)) == 1


def test_clocks_find_what_is_due_and_nothing_else(store: SqlStore) -> None:
    scene = prepare(store)
    with store.begin() as tx:
        kept = referral(scene, agree(tx, scene))
        tx.referrals.add(kept)
        row = (kept.id, scene.contact.id)
        assert tx.referrals.overdue(NOW + DAY - timedelta(seconds=1), 9) == []
        assert tx.referrals.overdue(NOW + DAY, 9) == [row]
        assert tx.referrals.unused(NOW - timedelta(seconds=1), 9) == []
        assert tx.referrals.unused(NOW, 9) == [row]
        assert tx.referrals.askable(NOW + 2 * DAY, 9) == []
        assert tx.referrals.askable(NOW + 3 * DAY, 9) == [scene.contact.id]
        tx.referrals.save(replace(kept, state=State.ACCEPTED, due_at=None, opener_due_at=None))
        later = NOW + 900 * DAY
        assert not tx.referrals.overdue(later, 9)
        assert not tx.referrals.unused(later, 9)
        assert not tx.referrals.askable(later, 9)


def test_steps_and_feedback_are_counted_by_receiver(store: SqlStore) -> None:
    scene = prepare(store)
    with store.begin() as tx:
        kept = replace(referral(scene, agree(tx, scene)), state=State.REFUSED, due_at=None)
        tx.referrals.add(kept)
        step = Move(kept.id, NOW, State.REFUSED, None, Because.NOT_FOR_MEN)
        said = Feedback(new_id(), kept.id, NOW, Told.REFUSED, Because.NOT_FOR_MEN)
        tx.referrals.note(step)
        tx.referrals.tell(said)
        assert tx.referrals.moves([kept.id]) == [step]
        assert tx.referrals.told([kept.id]) == [said]
        assert tx.referrals.moves([new_id()]) == []
        assert tx.referrals.outcomes([SOMEWHERE, "elsewhere"], NOW) == {
            SOMEWHERE: {State.REFUSED: 1}
        }
        assert tx.referrals.outcomes(["elsewhere"], NOW) == {}
        assert tx.referrals.outcomes([SOMEWHERE], NOW + timedelta(seconds=1)) == {}
        assert tx.referrals.made(NOW, NOW + DAY) == [kept]
        assert tx.referrals.made(NOW - DAY, NOW) == []


def test_the_newest_answer_is_whole_and_of_this_receiver_alone(store: SqlStore) -> None:
    scene = prepare(store)
    with store.begin() as tx:
        first = agree(tx, scene)
        assert tx.consents.newest(scene.contact.id, Purpose.SHARE, SOMEWHERE) == (
            first,
            consent(scene),
        )
        assert tx.consents.newest(scene.contact.id, Purpose.SHARE, "elsewhere") is None
        assert tx.consents.newest(scene.contact.id, Purpose.SHARE) is None
        tx.consents.add(new_id(), consent(scene, granted=False))
        newest = tx.consents.newest(scene.contact.id, Purpose.SHARE, SOMEWHERE)
        assert newest is not None
        assert not newest[1].granted


def add_override(tx: Transaction, scene: Scene, asked_by: str = "") -> Override:
    override = Override(
        id=new_id(),
        organisation_id=scene.organisation.id,
        contact_id=scene.contact.id,
        receiver=SOMEWHERE,
        fields=(Field.NEED,),
        reason="in danger and cannot answer",
        asked_by=asked_by or new_id(),
        asked_at=NOW,
    )
    tx.overrides.add(override)
    return override


def test_an_override_needs_a_second_person_and_only_once(store: SqlStore) -> None:
    """T28: two persons; the one who asks cannot confirm."""
    scene = prepare(store)
    with store.begin() as tx:
        override = add_override(tx, scene)
        assert tx.overrides.waiting(scene.organisation.id) == [override]
        assert not tx.overrides.confirm(override.id, override.asked_by, NOW)
        assert tx.overrides.confirm(override.id, "second", NOW + DAY)
        assert not tx.overrides.confirm(override.id, "third", NOW + DAY)
        assert tx.overrides.waiting(scene.organisation.id) == []
        kept = tx.overrides.get(override.id, scene.organisation.id)
        assert kept == replace(override, confirmed_by="second", confirmed_at=NOW + DAY)
        with pytest.raises(NotFound):
            tx.overrides.get(override.id, new_id())


def test_a_survivor_is_noted_once_and_says_how_they_stand(store: SqlStore) -> None:
    scene = prepare(store)
    known = Survivor(scene.contact.id, scene.organisation.id, NOW, KnownBy.SCREENING)
    with store.begin() as tx:
        assert tx.survivors.get(scene.contact.id) is None
        assert tx.survivors.add(known)
        assert not tx.survivors.add(replace(known, known_by=KnownBy.CASEWORKER))
        assert tx.survivors.get(scene.contact.id) == known
        tx.survivors.save(replace(known, offered_at=NOW, ask_again_at=NOW + 30 * DAY))
        noted = tx.survivors.get(scene.contact.id)
        assert noted is not None
        assert (noted.offered_at, noted.ask_again_at) == (NOW, NOW + 30 * DAY)
        case = open_case(tx, scene.contact)
        (standing,) = tx.survivors.standings(scene.organisation.id)
        assert (standing.held, standing.open_until) == (False, None)
        assert (standing.case_number, standing.case_open) == (case.number, True)
        assert tx.survivors.standings(new_id()) == []


def test_standings_count_what_is_open_and_what_is_held(store: SqlStore) -> None:
    scene = prepare(store)
    with store.begin() as tx:
        tx.survivors.add(Survivor(scene.contact.id, scene.organisation.id, NOW, KnownBy.SCREENING))
        kept = referral(scene, agree(tx, scene))
        tx.referrals.add(kept)
        (standing,) = tx.survivors.standings(None)
        assert (standing.held, standing.open_until) == (False, NOW + DAY)
        held = tx.referrals.save(replace(kept, state=State.ACTIVE, due_at=None))
        (standing,) = tx.survivors.standings(None)
        assert (standing.held, standing.open_until) == (True, None)
        tx.referrals.save(replace(held, state=State.CLOSED))
        (standing,) = tx.survivors.standings(None)
        assert not standing.held


def test_help_that_does_not_stay_holds_nobody(store: SqlStore) -> None:
    """DESIGN 1: an accepted referral to a lawyer is no long-term case."""
    scene = prepare(store)
    with store.begin() as tx:
        tx.survivors.add(Survivor(scene.contact.id, scene.organisation.id, NOW, KnownBy.SCREENING))
        kept = replace(referral(scene, agree(tx, scene)), kind="legal_aid")
        tx.referrals.add(replace(kept, state=State.ACTIVE, due_at=None))
        (standing,) = tx.survivors.standings(None)
        assert not standing.held


def test_two_contacts_do_not_mix(store: SqlStore) -> None:
    scene = prepare(store)
    other = a_contact(scene.organisation.id)
    with store.begin() as tx:
        tx.contacts.create(other, new_id(), Address(Channel.SMS, "+85500000002"))
        kept = referral(scene, agree(tx, scene))
        tx.referrals.add(kept)
        assert tx.referrals.of_contact(other.id) == []
        assert tx.consents.newest(other.id, Purpose.SHARE, SOMEWHERE) is None
