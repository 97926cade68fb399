"""Plans, silences, links and former addresses, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from databases import OpenAgain
from helpline.core.channel import Address, Channel
from helpline.core.checkin import CheckIn, Kind, Plan, State, Tier, Topic
from helpline.core.consent import SaidBy, Stop
from helpline.core.errors import NotFound
from helpline.core.message import Status
from helpline.core.silence import Outcome, Silence, StepTaken
from helpline.store.transaction import SqlStore
from scene import NOW, Scene, new_id, outbound, prepare

DAY = timedelta(days=1)
TELEGRAM = Address(Channel.TELEGRAM, "700000007")


def a_plan(scene: Scene) -> Plan:
    return Plan(new_id(), scene.contact.id, scene.organisation.id, Tier.STANDARD, NOW)


def a_check_in(plan: Plan, seq: int = 0, **what: object) -> CheckIn:
    one = CheckIn(
        id=new_id(),
        plan_id=plan.id,
        contact_id=plan.contact_id,
        organisation_id=plan.organisation_id,
        seq=seq,
        name="D3",
        kind=Kind.QUESTIONS,
        topics=(Topic.HELP, Topic.STILL_HERE),
        due_at=NOW + 3 * DAY,
    )
    return replace(one, **what)  # type: ignore[arg-type]


def a_silence(plan: Plan, check_in: CheckIn) -> Silence:
    return Silence(
        id=new_id(),
        contact_id=plan.contact_id,
        organisation_id=plan.organisation_id,
        check_in_id=check_in.id,
        high=False,
        began_at=NOW,
        step=0,
        due_at=NOW + 2 * DAY,
    )


def test_a_contact_has_one_running_plan(store: SqlStore) -> None:
    scene = prepare(store)
    first, second = a_plan(scene), a_plan(scene)
    with store.begin() as tx:
        assert tx.plans.begin(first, [a_check_in(first)])
        assert not tx.plans.begin(second, [])
        tx.plans.end(first.id, NOW + DAY, "replaced")
        assert tx.plans.running(scene.contact.id) is None
        assert tx.plans.begin(second, [])
        assert tx.plans.running(scene.contact.id) == second
        assert tx.plans.last(scene.contact.id) == second
        (cancelled,) = tx.plans.of_contact(scene.contact.id)
    assert (cancelled.state, cancelled.why) == (State.CANCELLED, "replaced")


def test_what_is_kept_comes_back(store: SqlStore) -> None:
    scene = prepare(store)
    plan = a_plan(scene)
    one = a_check_in(plan)
    with store.begin() as tx:
        tx.plans.begin(plan, [one])
    with store.read() as tx:
        assert tx.plans.get(one.id, scene.organisation.id) == one
        with pytest.raises(NotFound):
            tx.plans.get(one.id, new_id())


def test_the_same_place_in_a_plan_is_taken_once(store: SqlStore) -> None:
    """SAFETY R16: unique by (contact, plan, seq)."""
    scene = prepare(store)
    plan = a_plan(scene)
    with store.begin() as tx:
        tx.plans.begin(plan, [a_check_in(plan)])
        assert not tx.plans.add(a_check_in(plan))
        assert tx.plans.add(a_check_in(plan, seq=1))


def test_only_one_of_many_sends_it(store: SqlStore, open_again: OpenAgain) -> None:
    """SAFETY R27: a change is conditional on the state that was read."""
    scene = prepare(store)
    plan = a_plan(scene)
    one = a_check_in(plan)
    with store.begin() as tx:
        tx.plans.begin(plan, [one])
    sent = replace(one, state=State.SENT, sent_at=NOW)

    def send(other: SqlStore) -> bool:
        with other.begin() as tx:
            return tx.plans.change(sent, State.PLANNED)

    with ThreadPoolExecutor(4) as pool:
        won = list(pool.map(send, [open_again() for _ in range(4)]))
    assert sorted(won) == [False, False, False, True]


def test_what_is_due(store: SqlStore) -> None:
    scene = prepare(store)
    plan = a_plan(scene)
    one = a_check_in(plan)
    silence = a_silence(plan, one)
    with store.begin() as tx:
        tx.plans.begin(plan, [one])
        assert tx.plans.next_due(scene.contact.id) == one.due_at
        assert tx.plans.due(one.due_at - timedelta(seconds=1), 10) == []
        assert tx.plans.due(one.due_at, 10) == [scene.contact.id]
        tx.plans.change(replace(one, state=State.SENT), State.PLANNED)
        assert tx.plans.due(one.due_at, 10) == []
        tx.silences.begin(silence)
        assert tx.plans.due(NOW + 2 * DAY, 10) == [scene.contact.id]
        assert tx.plans.next_due(scene.contact.id) == NOW + 2 * DAY
        tx.silences.end(silence.id, NOW, Outcome.REPLIED)
        assert tx.plans.due(NOW + 9 * DAY, 10) == []
        assert tx.plans.next_due(scene.contact.id) is None


def test_the_calendar_is_of_one_organisation_and_of_its_days(store: SqlStore) -> None:
    scene = prepare(store)
    plan = a_plan(scene)
    one = a_check_in(plan)
    with store.begin() as tx:
        tx.plans.begin(plan, [one, a_check_in(plan, 1, due_at=NOW + 9 * DAY)])
        home = scene.organisation.id
        assert tx.plans.between(home, NOW, NOW + 9 * DAY, 10) == [one]
        assert tx.plans.between(new_id(), NOW, NOW + 9 * DAY, 10) == []
        assert len(tx.plans.between(home, NOW, NOW + 10 * DAY, 1)) == 1


def test_a_ladder_climbs_once_and_keeps_its_log(store: SqlStore) -> None:
    scene = prepare(store)
    plan = a_plan(scene)
    silence = a_silence(plan, a_check_in(plan))
    with store.begin() as tx:
        assert tx.silences.begin(silence)
        assert not tx.silences.begin(replace(silence, id=new_id()))
        assert tx.silences.step(silence, NOW + 5 * DAY)
        assert not tx.silences.step(silence, NOW + 6 * DAY)
        taken = StepTaken(0, "same_opener", "sent", NOW)
        tx.silences.log(silence.id, taken)
        running = tx.silences.running(scene.contact.id)
        assert running is not None
        assert (running.step, running.due_at) == (1, NOW + 5 * DAY)
        assert tx.silences.steps(silence.id) == [taken]
        tx.silences.end(silence.id, NOW, Outcome.REACHED)
        tx.silences.end(silence.id, NOW, Outcome.REFUSED)  # the first end stays
        assert tx.silences.outcomes(scene.organisation.id, NOW) == {"reached": 1}
        assert tx.silences.outcomes(scene.organisation.id, NOW + DAY) == {}


def test_the_figures_of_a_wave(store: SqlStore) -> None:
    scene = prepare(store)
    plan = a_plan(scene)
    row = outbound(scene)
    sent = a_check_in(plan, 0, state=State.ANSWERED, sent_at=NOW, answered_at=NOW)
    with store.begin() as tx:
        tx.outbox.add(replace(row, status=Status.DELIVERED))
        tx.plans.begin(plan, [replace(sent, outbound_id=row.id), a_check_in(plan, 1, sent_at=NOW)])
        (wave,) = tx.plans.responses(scene.organisation.id, NOW)
    assert (wave.name, wave.sent, wave.delivered, wave.answered) == ("D3", 2, 1, 1)


def test_a_link_is_good_once(store: SqlStore) -> None:
    scene = prepare(store)
    with store.begin() as tx:
        tx.links.offer("payload", scene.contact.id, NOW + DAY)
        assert tx.links.take("other", NOW) is None
        assert tx.links.take("payload", NOW + DAY) is None  # too late
        assert tx.links.take("payload", NOW) == scene.contact.id
        assert tx.links.take("payload", NOW) is None


def test_addresses_come_and_go(store: SqlStore) -> None:
    scene = prepare(store)
    contact_id = scene.contact.id
    with store.begin() as tx:
        assert tx.links.attach(contact_id, new_id(), TELEGRAM, NOW)
        assert not tx.links.attach(contact_id, new_id(), TELEGRAM, NOW)
        assert tx.links.has(contact_id, Channel.TELEGRAM)
        link = tx.contacts.by_address(TELEGRAM)
        assert link is not None
        assert link.verified
        tx.links.doubt(link.id)
        assert not tx.contacts.address(link.id).verified
        tx.links.confirm(link.id)
        assert tx.contacts.address(link.id).verified
        history_id = new_id()
        tx.links.retire(link.id, history_id, NOW + DAY, "moved")
        assert tx.contacts.by_address(TELEGRAM) is None
        (former,) = tx.links.history(contact_id)
    assert (former.address, former.why, former.linked_at) == (TELEGRAM, "moved", NOW)


def test_a_moved_address_opens_under_its_new_owners_key(store: SqlStore) -> None:
    scene = prepare(store)
    other = prepare(store, TELEGRAM, "bopha")
    with store.begin() as tx:
        tx.links.move(other.link.id, scene.contact.id, NOW + DAY)
    with store.read() as tx:
        moved = tx.contacts.address(other.link.id)
        assert (moved.contact_id, moved.address) == (scene.contact.id, TELEGRAM)
        assert moved.used_at == NOW + DAY
        assert tx.contacts.addresses(other.contact.id) == ()


def test_the_ledger_tells_who_when_and_in_which_words(store: SqlStore) -> None:
    scene = prepare(store)
    address = scene.link.address
    said = Stop(True, SaidBy.CONTACT, "ឈប់", NOW)
    again = Stop(False, SaidBy.CONTACT, "START", NOW + DAY)
    with store.begin() as tx:
        tx.consents.record_opt_out(address, said)
        assert tx.consents.opted_out(address)
        tx.consents.record_opt_out(address, again)
        assert not tx.consents.opted_out(address)
        assert tx.consents.stops(address) == [again, said]
        assert tx.consents.stops(TELEGRAM) == []
