"""Conversations, consents, staff, sign-ins, alerts, quarantine."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import time
from threading import Barrier

import pytest

from databases import OpenAgain
from helpline.core.caseworker import Organisation, Role, Shift
from helpline.core.channel import Address, Channel
from helpline.core.consent import Consent, Purpose, SaidBy, Stop
from helpline.core.conversation import Conversation, Fact, Owner, Parked, Position
from helpline.core.errors import NotFound, Refused
from helpline.operations.ports.alerts import Alert, AlertState
from helpline.operations.ports.staff import Session
from helpline.store.transaction import SqlStore
from scene import ADDRESS, LEASE, MINUTE, NOW, SECOND, Scene, new_id, open_case, person, prepare

# --- conversations ----------------------------------------------------------------------------


def everything(scene: Scene) -> Conversation:
    """A conversation with no field at its default."""
    at = Position("F02", "hash", "F02.1")
    return Conversation(
        contact_id=scene.contact.id,
        at=at,
        callers=(at, replace(at, node="F02.2")),
        parked=(Parked(at, (at,), NOW),),
        asked=3,
        answers={"F02.1": "yes", "ចម្លើយ": "text"},
        facts={Fact.LANGUAGE: "km", Fact.SAFE: "yes"},
        safe_at=NOW,
        failures=2,
        owner=Owner.HUMAN,
        taken=True,
        due_at=NOW + MINUTE,
        asked_at=NOW,
        last_inbound_at=NOW,
        last_topic="F20",
        held_at=NOW,
        forget_at=NOW + 100 * MINUTE,
    )


def test_a_conversation_comes_back_as_it_was_saved(store: SqlStore) -> None:
    scene = prepare(store)
    with store.begin() as tx:
        assert tx.conversations.load(scene.contact.id) is None
        plain = Conversation(scene.contact.id)
        tx.conversations.save(plain)
        assert tx.conversations.load(scene.contact.id) == plain
        full = everything(scene)
        defaults = Conversation(scene.contact.id)
        for name in Conversation.__slots__:
            assert name == "contact_id" or getattr(full, name) != getattr(defaults, name), name
        tx.conversations.save(full)
    with store.read() as tx:
        loaded = tx.conversations.load(scene.contact.id)
    assert loaded == full
    assert loaded is not None
    assert all(isinstance(fact, Fact) for fact in loaded.facts)


def test_a_wait_that_timed_out_is_due(store: SqlStore) -> None:
    scene = prepare(store)
    with store.begin() as tx:
        tx.conversations.save(everything(scene))
        assert tx.conversations.due_contacts(NOW, 10) == []
        assert tx.conversations.due_contacts(NOW + MINUTE, 10) == [scene.contact.id]
        tx.conversations.save(Conversation(scene.contact.id))
        assert tx.conversations.due_contacts(NOW + MINUTE, 10) == []


# --- consents ---------------------------------------------------------------------------------


def consent(scene: Scene, granted: bool, minutes: int = 0, receiver: str | None = None) -> Consent:
    return Consent(
        contact_id=scene.contact.id,
        purpose=Purpose.SHARE if receiver else Purpose.WRITE,
        granted=granted,
        receiver=receiver,
        fields=("language",),
        text_version="hash",
        language="km",
        channel="sms",
        at=NOW + minutes * MINUTE,
    )


def test_the_newest_answer_holds(store: SqlStore) -> None:
    scene = prepare(store)
    with store.begin() as tx:
        assert not tx.consents.holds(scene.contact.id, Purpose.WRITE)
        tx.consents.add(new_id(), consent(scene, True))
        assert tx.consents.holds(scene.contact.id, Purpose.WRITE)
        assert not tx.consents.holds(scene.contact.id, Purpose.KEEP)
        tx.consents.add(new_id(), consent(scene, False, minutes=1))
        tx.consents.add(new_id(), consent(scene, True, minutes=-1))
        assert not tx.consents.holds(scene.contact.id, Purpose.WRITE)
        tx.consents.add(new_id(), consent(scene, True, minutes=1))
        assert tx.consents.holds(scene.contact.id, Purpose.WRITE)


def test_a_consent_to_share_is_for_one_receiver(store: SqlStore) -> None:
    """SAFETY T28."""
    scene = prepare(store)
    with store.begin() as tx:
        tx.consents.add(new_id(), consent(scene, True, receiver="shelter-1"))
        assert tx.consents.holds(scene.contact.id, Purpose.SHARE, "shelter-1")
        assert not tx.consents.holds(scene.contact.id, Purpose.SHARE, "shelter-2")
        assert not tx.consents.holds(scene.contact.id, Purpose.SHARE)


def test_the_ledger_of_stops_keeps_the_last_word(store: SqlStore) -> None:
    prepare(store)
    other = Address(Channel.WHATSAPP, ADDRESS.value)
    with store.begin() as tx:
        assert not tx.consents.opted_out(ADDRESS)
        tx.consents.record_opt_out(ADDRESS, Stop(True, SaidBy.CONTACT, "STOP", NOW))
        assert tx.consents.opted_out(ADDRESS)
        assert not tx.consents.opted_out(other)
        tx.consents.record_opt_out(ADDRESS, Stop(False, SaidBy.CONTACT, "START", NOW))
        assert not tx.consents.opted_out(ADDRESS)


# --- staff ------------------------------------------------------------------------------------


def test_staff_come_back_as_they_were_added(store: SqlStore) -> None:
    scene = prepare(store)
    changed = replace(
        scene.caseworker,
        sign_in_name="dara.2",
        first_name="តារា",
        role=Role.SUPERVISOR,
        totp_secret=None,
        alert_address=None,
        disabled=True,
    )
    with store.begin() as tx:
        assert tx.staff.get(scene.caseworker.id) == scene.caseworker
        assert tx.staff.by_sign_in_name(" DARA ") == scene.caseworker
        tx.staff.save(changed)
    with store.read() as tx:
        assert tx.staff.get(scene.caseworker.id) == changed
        assert tx.staff.by_sign_in_name("dara") is None
        assert tx.staff.by_sign_in_name("dara.2") == changed
        assert tx.staff.of_organisation(scene.organisation.id) == [changed]
        assert tx.staff.of_organisation(new_id()) == []
        with pytest.raises(NotFound):
            tx.staff.get(new_id())


def test_organisations_come_in_the_order_of_their_adding(store: SqlStore) -> None:
    organisations = [Organisation(new_id(), f"Example {number}") for number in range(5)]
    with store.begin() as tx:
        for organisation in organisations:
            tx.staff.add_organisation(organisation)
        assert tx.staff.organisations() == organisations


def test_a_sign_in_name_is_taken_once(store: SqlStore) -> None:
    scene = prepare(store)
    second = person(scene.organisation.id, "sok")
    with store.begin() as tx:
        tx.staff.add(second)
        with pytest.raises(Refused, match="name_taken"):
            tx.staff.add(person(scene.organisation.id, "Dara"))
        with pytest.raises(Refused, match="name_taken"):
            tx.staff.save(replace(second, sign_in_name="dara"))
        with pytest.raises(NotFound):
            tx.staff.save(person(scene.organisation.id, "nobody"))


def test_shifts_are_replaced(store: SqlStore) -> None:
    scene = prepare(store)
    night = Shift(scene.caseworker.id, 6, time(20, 0), time(8, 0))
    day = Shift(scene.caseworker.id, 0, time(8, 0), time(17, 30))
    with store.begin() as tx:
        tx.staff.set_shifts(scene.caseworker.id, [night, day, day])
        assert tx.staff.shifts(scene.organisation.id) == [day, night]
        tx.staff.set_shifts(scene.caseworker.id, [night])
        assert tx.staff.shifts(scene.organisation.id) == [night]
        assert tx.staff.shifts(new_id()) == []


def test_sessions_start_are_seen_and_end(store: SqlStore) -> None:
    scene = prepare(store)
    session = Session(scene.caseworker.id, NOW, NOW, NOW + MINUTE)
    with store.begin() as tx:
        for token in ("one", "two", "three"):
            tx.staff.start_session(token, session)
        tx.staff.see_session("one", NOW + SECOND)
        assert tx.staff.session("one") == replace(session, last_seen_at=NOW + SECOND)
        assert tx.staff.session("four") is None
        tx.staff.end_sessions(token="one")
        assert tx.staff.session("one") is None
        assert tx.staff.session("two") == session
        tx.staff.end_sessions(caseworker_id=scene.caseworker.id)
        assert tx.staff.session("two") is None
        assert tx.staff.session("three") is None


def test_a_totp_step_is_used_once(store: SqlStore, open_again: OpenAgain) -> None:
    """SAFETY T21."""
    scene = prepare(store)
    stores, together = [open_again() for _ in range(4)], Barrier(4)

    def use(one: SqlStore) -> bool:
        together.wait()
        with one.begin() as tx:
            return tx.staff.use_totp_step(scene.caseworker.id, 58000000)

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(use, stores)) == [False, False, False, True]
    with store.begin() as tx:
        assert tx.staff.use_totp_step(scene.caseworker.id, 58000001)
        assert tx.staff.use_totp_step(scene.caseworker.id, 57999999)


def test_failures_are_counted_one_by_one(store: SqlStore, open_again: OpenAgain) -> None:
    prepare(store)
    stores, together = [open_again() for _ in range(4)], Barrier(4)

    def fail(one: SqlStore) -> int:
        together.wait()
        with one.begin() as tx:
            return tx.staff.count_sign_in_failure("dara", NOW, NOW - MINUTE)

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(fail, stores)) == [1, 2, 3, 4]
    with store.begin() as tx:
        assert tx.staff.count_sign_in_failure("sok", NOW, NOW - MINUTE) == 1
        later = NOW + 2 * MINUTE
        assert tx.staff.count_sign_in_failure("dara", later, later - MINUTE) == 1
        tx.staff.clear_sign_in_failures("dara")
        assert tx.staff.count_sign_in_failure("dara", later, later - MINUTE) == 1


# --- alerts -----------------------------------------------------------------------------------


def alert(scene: Scene, store: SqlStore, due_in: int = 0) -> Alert:
    with store.begin() as inner:
        case = inner.cases.open_for(scene.contact.id) or open_case(inner, scene.contact)
        planned = Alert(new_id(), case.id, scene.caseworker.id, 0, NOW + due_in * SECOND)
        inner.alerts.add(planned)
    return planned


def test_an_alert_is_claimed_by_one(store: SqlStore, open_again: OpenAgain) -> None:
    scene = prepare(store)
    planned = alert(scene, store)
    stores, together = [open_again() for _ in range(4)], Barrier(4)

    def claim(one: SqlStore) -> Alert | None:
        together.wait()
        with one.begin() as tx:
            return tx.alerts.claim(planned.id, NOW, NOW + LEASE)

    with ThreadPoolExecutor(4) as pool:
        got = [claimed for claimed in pool.map(claim, stores) if claimed is not None]
    assert got == [replace(planned, due_at=NOW + LEASE, attempts=1)]


def test_alerts_are_due_until_they_are_over(store: SqlStore) -> None:
    scene = prepare(store)
    first, second = alert(scene, store, 5), alert(scene, store)
    with store.begin() as tx:
        assert tx.alerts.due(NOW, 10) == [second.id]
        assert tx.alerts.due(NOW + 5 * SECOND, 10) == [second.id, first.id]
        assert tx.alerts.due(NOW + 5 * SECOND, 1) == [second.id]
        assert tx.alerts.claim(first.id, NOW, NOW + LEASE) is None
        assert tx.alerts.claim(second.id, NOW, NOW + LEASE) is not None
        assert tx.alerts.due(NOW, 10) == []
        tx.alerts.retry(second.id, NOW + SECOND)
        assert tx.alerts.due(NOW + SECOND, 10) == [second.id]
        tx.alerts.finish(second.id, AlertState.SENT)
        assert tx.alerts.due(NOW + SECOND, 10) == []
        tx.alerts.end_for_case(first.case_id)
        assert tx.alerts.claim(first.id, NOW + MINUTE, NOW + 2 * MINUTE) is None
        tx.alerts.retry(first.id, NOW)
        assert tx.alerts.due(NOW + MINUTE, 10) == []


def test_a_payload_is_kept_in_quarantine(store: SqlStore) -> None:
    with store.begin() as tx:
        tx.quarantine.add(new_id(), Channel.TELEGRAM, "no update id", b"\x00{\xff", NOW)
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM quarantine").scalar_one() == 1
