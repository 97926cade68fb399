"""A promised time that passes: who is told, and what the contact is told (CONVERSATIONS 6.1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from helpline.core.case import Priority, Reason
from helpline.core.caseworker import Caseworker, Role
from helpline.core.channel import Address, Channel
from helpline.core.consent import Consent, Purpose
from helpline.core.oversight import NoticeKind
from helpline.core.task import TaskKind
from helpline.operations import people
from helpline.operations.escalate import open_case, roster_of
from helpline.operations.lateness import watch
from helpline.operations.roster import ZONE
from helpline.operations.sweep import sweep
from helpline.rehearsal import Rehearsal

CRISIS = "I want to kill myself"
BOSS = Address(Channel.TELEGRAM, "700000902")
DARA = Address(Channel.TELEGRAM, "700000901")
SORRY = "We are late, sorry."


@pytest.fixture
def talk(stage) -> Rehearsal:
    """Dara works on weekdays, Chanthy stands behind her."""
    made = stage(on_call=False)
    member(made, "dara", Role.CASEWORKER, DARA)
    member(made, "chanthy", Role.SUPERVISOR, BOSS)
    people.set_shifts(made.helpline, "dara", people.read_shift("mon-fri 08:00-17:00"))
    return made


def member(talk: Rehearsal, name: str, role: Role, address: Address) -> Caseworker:
    person = Caseworker("", "", name, name.title(), role, "en", "", None, address)
    return people.add(talk.helpline, talk.home.name, person)


def opened(talk: Rehearsal, priority: Priority, reason: Reason = Reason.NEED_DEBT):
    """A case by itself: nothing was promised to the contact."""
    talk.say("hello")
    contact = talk.contact()
    with talk.helpline.store.begin() as tx:
        found = tx.cases.open_for(contact.id)
        assert found is None, "the greeting opens nothing"
        roster = roster_of(tx, contact.organisation_id)
        return open_case(talk.helpline, tx, contact, priority, reason, roster)[0]


def case_now(talk: Rehearsal):
    contact = talk.contact()
    with talk.helpline.store.read() as tx:
        return tx.cases.open_for(contact.id)


def notices(talk: Rehearsal) -> list[NoticeKind]:
    with talk.helpline.store.read() as tx:
        return [notice.kind for notice in tx.oversight.notices(talk.home.id, 50)]


def alerted(talk: Rehearsal) -> list[str]:
    sent = talk.helpline.channels[Channel.TELEGRAM].sent
    return [
        f"{'dara' if out.address == DARA else 'boss'}: {out.text.splitlines()[0]}" for out in sent
    ]


def hours(talk: Rehearsal, count: float) -> None:
    """Let time pass in steps, as the clock does."""
    until = talk.clock.at + timedelta(hours=count)
    while talk.clock.at < until:
        talk.clock.at = min(talk.clock.at + timedelta(minutes=10), until)
        talk._watch(lambda: sweep(talk.helpline))


def apologies(talk: Rehearsal) -> list[str]:
    return [out.text for out in talk.terminal.sent if out.text.startswith(SORRY)]


def test_a_broken_promise_is_apologised_for_once_with_a_new_time(talk: Rehearsal) -> None:
    """F25.6: told 10:15, nobody came; one apology with a new time, and no second one."""
    talk.say(CRISIS)
    promised = case_now(talk).promised_at
    assert promised == talk.clock.at + timedelta(minutes=15)
    hours(talk, 0.5)
    (sorry,) = apologies(talk)
    case = case_now(talk)
    assert case.promised_at > promised
    assert case.late_since is not None
    assert case.promised_at.astimezone(ZONE).strftime("%H:%M") in sorry
    hours(talk, 3)
    assert len(apologies(talk)) == 1
    with talk.helpline.store.read() as tx:
        kinds = [note.kind for note in tx.cases.notes(case.id)]
    assert kinds.count("late") == 1
    assert kinds.count("apologised") == 1
    assert notices(talk).count(NoticeKind.PROMISE_BROKEN) == 1


def test_who_was_answered_in_time_hears_no_apology(talk: Rehearsal) -> None:
    talk.say(CRISIS)
    talk.claim()
    talk.reply("I read what you wrote. Are you safe now?")
    hours(talk, 2)
    assert apologies(talk) == []
    assert NoticeKind.PROMISE_BROKEN not in notices(talk)


def test_who_was_promised_nothing_hears_no_apology(talk: Rehearsal) -> None:
    opened(talk, Priority.P3)
    hours(talk, 48)
    assert apologies(talk) == []
    assert NoticeKind.PROMISE_BROKEN in notices(talk), "the supervisor is told all the same"


@pytest.mark.parametrize("why", ["silent", "opted_out", "quiet", "blocked"])
def test_no_apology_where_writing_is_not_safe_or_not_wanted(talk: Rehearsal, why: str) -> None:
    talk.say(CRISIS)
    contact = talk.contact()
    with talk.helpline.store.begin() as tx:
        if why == "blocked":
            tx.contacts.stop_address(tx.contacts.addresses(contact.id)[0].id, "blocked")
        else:
            change = {
                "silent": {"silent": True},
                "opted_out": {"opted_out": True},
                "quiet": {"quiet_until": talk.clock.at + timedelta(hours=24)},
            }[why]
            tx.contacts.save(replace(contact, **change))
    hours(talk, 1)
    assert apologies(talk) == []
    assert NoticeKind.PROMISE_BROKEN in notices(talk)


@pytest.mark.parametrize("consent", [True, False])
def test_hours_later_an_apology_needs_consent(talk: Rehearsal, consent: bool) -> None:
    """Whoever wrote long ago does not wait with the phone in hand: proactive rules hold."""
    case = opened(talk, Priority.P3)
    promised = talk.clock.at + timedelta(hours=6)
    contact = talk.contact()
    with talk.helpline.store.begin() as tx:
        tx.cases.save(replace(case, promised_at=promised, watch_at=promised))
    with talk.helpline.store.begin() as tx:
        answer = Consent(
            contact.id, Purpose.WRITE, consent, None, (), "v", "en", "sms", talk.clock.at
        )
        tx.consents.add(talk.helpline.new_id(), answer)
    hours(talk, 7)
    assert len(apologies(talk)) == consent


def test_nobody_takes_a_danger_so_everyone_is_paged_again_and_again(talk: Rehearsal) -> None:
    talk.say(CRISIS)
    hours(talk, 0.4)
    first = alerted(talk)
    assert {"dara: P1 waits, 20 min, K-1", "boss: P1 waits, 20 min, K-1"} <= set(first)
    hours(talk, 1)
    assert len(alerted(talk)) >= len(first) + 4
    assert notices(talk).count(NoticeKind.NOT_TAKEN) == 1
    assert case_now(talk) is not None, "it never leaves the queue by itself"


def test_a_serious_case_goes_to_the_supervisor_after_a_working_hour(talk: Rehearsal) -> None:
    opened(talk, Priority.P2)
    hours(talk, 0.9)
    assert [line.split(":")[0] for line in alerted(talk)] == ["dara"]
    hours(talk, 0.5)
    assert [line.split(",")[0] for line in alerted(talk)][1:] == ["boss: P2 waits"]
    assert NoticeKind.NOT_TAKEN in notices(talk)


def test_a_case_that_needs_a_person_is_reminded_of_then_told(talk: Rehearsal) -> None:
    """P3: after a working day the one on shift, two working hours later the supervisor."""
    opened(talk, Priority.P3)
    hours(talk, 25)
    said = [line.split(",")[0] for line in alerted(talk)]
    assert said == ["dara: P3 waits"]
    hours(talk, 3)
    assert [line.split(":")[0] for line in alerted(talk)][1:] == ["boss"]


def test_routine_cases_stand_on_a_weekly_list_and_alert_nobody(talk: Rehearsal) -> None:
    opened(talk, Priority.P4)
    hours(talk, 24 * 15)
    assert notices(talk).count(NoticeKind.WEEKLY) == 2
    assert alerted(talk) == []


def test_looking_twice_does_nothing_twice(talk: Rehearsal) -> None:
    """SAFETY R27: several clocks do no harm."""
    talk.say(CRISIS)
    case = case_now(talk)
    talk.clock.at += timedelta(minutes=21)
    for _ in range(3):
        talk._watch(lambda: watch(talk.helpline, case.id))
    assert len(apologies(talk)) == 1
    assert notices(talk).count(NoticeKind.NOT_TAKEN) == 1


def test_a_case_that_is_raised_is_late_anew(talk: Rehearsal) -> None:
    opened(talk, Priority.P3)
    hours(talk, 48)
    before = notices(talk).count(NoticeKind.NOT_TAKEN)
    contact = talk.contact()
    with talk.helpline.store.begin() as tx:
        roster = roster_of(tx, contact.organisation_id)
        open_case(talk.helpline, tx, contact, Priority.P1, Reason.THREAT, roster)
    hours(talk, 1)
    assert notices(talk).count(NoticeKind.NOT_TAKEN) == before + 1


def test_a_danger_of_suicide_is_followed_up_the_next_day(talk: Rehearsal) -> None:
    """One task, due the next day, whatever became of the talk."""
    talk.say(CRISIS)
    talk.say("I said that I want to kill myself")
    contact = talk.contact()
    with talk.helpline.store.read() as tx:
        tasks = [t for t in tx.tasks.of_contact(contact.id) if t.kind is TaskKind.NEXT_DAY]
    (task,) = tasks
    assert task.due_at - task.created_at == timedelta(days=1)
