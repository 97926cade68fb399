"""Who is behind an address after a long silence, and second channels (SAFETY T7, T8, T12, T36)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from helpline.channels.terminal import TerminalChannel
from helpline.core.channel import Address, Channel
from helpline.core.checkin import State
from helpline.core.consent import SaidBy, Stop
from helpline.core.contact import Contact
from helpline.core.conversation import Fact, Secret
from helpline.core.message import (
    Kind,
    Outbound,
    SendError,
    SendReason,
    SendResult,
    Status,
    StatusUpdate,
)
from helpline.operations import send
from helpline.operations.check_in import lost_and_found
from helpline.operations.check_in.due import look_after
from helpline.operations.check_in.link import telegram_link
from helpline.operations.receive import receive
from helpline.rehearsal import VALUES, Rehearsal
from staying import DAY, Stage, agreed, openers, plan_of

KNOWN = {
    Fact.LANGUAGE: "en",
    Fact.CONSENT_KEEP: "yes",
    Fact.CONSENT_WRITE: "yes",
    Fact.TIER: "standard",
    Fact.PROVINCE: "02",
}


def silent(stage: Stage, days: float, **facts: str) -> Rehearsal:
    """Somebody who last wrote so many days before the third day of the plan."""
    talk = stage()
    known = KNOWN | {Fact(name): value for name, value in facts.items()}
    talk.remember(known, silent_for=timedelta(days=days - 3))
    talk.advance(3 * DAY - timedelta(minutes=10))
    return talk


@pytest.mark.parametrize(
    ("days", "opener"),
    [(44.9, "now a good time"), (45.1, "Free to talk"), (89.9, "Free to talk")],
)
def test_from_45_days_on_only_a_bland_opener(stage: Stage, days: float, opener: str) -> None:
    talk = silent(stage, days)
    talk.advance(timedelta(minutes=20))
    assert opener in openers(talk.terminal.sent)[-1].text


def test_from_90_days_on_nothing_at_all_but_a_person(stage: Stage) -> None:
    talk = silent(stage, 90.1)
    talk.advance(timedelta(minutes=20))
    assert openers(talk.terminal.sent) == []
    assert plan_of(talk)["D3"].why == "address_too_old"
    assert "silence_call" in talk.tasks()


def test_content_after_45_days_takes_the_code_word(stage: Stage) -> None:
    talk = silent(stage, 50, code_word="set")
    contact = talk.contact()
    assert contact is not None
    with talk.helpline.store.begin() as tx:
        tx.secrets.keep(contact.id, Secret.CODE_WORD, "mango", talk.clock.at)
    talk.advance(timedelta(minutes=20))
    (asked,) = talk.say("1").texts
    assert "code word" in asked.text
    assert "How have you been" in talk.say("mango").texts[0].text
    with talk.helpline.store.read() as tx:
        assert tx.contacts.by_address(talk.address).verified  # type: ignore[union-attr]
        assert tx.silences.running(contact.id) is None


@pytest.mark.parametrize("word", ["durian", "1"])
def test_without_the_word_a_person_calls(stage: Stage, word: str) -> None:
    """What may be another person's reply proves nothing: the ladder goes on."""
    talk = silent(stage, 50, code_word="set")
    contact = talk.contact()
    assert contact is not None
    with talk.helpline.store.begin() as tx:
        tx.secrets.keep(contact.id, Secret.CODE_WORD, "mango", talk.clock.at)
    talk.advance(timedelta(minutes=20))
    talk.say("1")
    texts = " ".join(one.text for one in talk.say(word).texts)
    assert "call you first" in texts
    assert "How have you been" not in texts
    with talk.helpline.store.read() as tx:
        assert tx.silences.running(contact.id) is not None


def test_who_has_no_word_is_called(stage: Stage) -> None:
    talk = silent(stage, 50)
    talk.advance(timedelta(minutes=20))
    texts = " ".join(one.text for one in talk.say("1").texts)
    assert "call you first" in texts


def test_after_90_days_a_word_is_a_new_persons(stage: Stage) -> None:
    """SAFETY T7: nothing of before is seen; a caseworker may link the two again."""
    talk = silent(stage, 91)
    before = talk.contact()
    said = talk.say("hi")
    after = talk.contact()
    assert before is not None
    assert after is not None
    assert after.id != before.id
    assert "Hello, this is Romduol. A computer answers" in said.texts[0].text
    conversation = talk.conversation()
    assert conversation is not None
    assert Fact.PROVINCE not in conversation.facts
    assert "confirm_number" in talk.tasks()
    with talk.helpline.store.read() as tx:
        (former,) = tx.links.history(before.id)
        (task,) = [one for one in tx.tasks.of_contact(after.id) if one.kind == "confirm_number"]
        assert tx.contacts.addresses(before.id) == ()
    assert (former.why, former.address) == ("recycled", talk.address)
    assert task.about_id == before.id


def test_after_89_days_it_is_still_the_same_conversation(stage: Stage) -> None:
    talk = silent(stage, 89)
    before = talk.contact()
    talk.say("hi")
    after = talk.contact()
    assert before is not None
    assert after is not None
    assert after.id == before.id


def test_at_180_days_the_address_is_purged(stage: Stage) -> None:
    talk = stage()
    talk.remember({Fact.LANGUAGE: "en"})
    contact = talk.contact()
    assert contact is not None
    talk.clock.at += timedelta(days=179.9)
    assert lost_and_found.purge(talk.helpline) == 0
    talk.clock.at += timedelta(days=0.2)
    assert lost_and_found.purge(talk.helpline) == 1
    with talk.helpline.store.read() as tx:
        assert tx.contacts.addresses(contact.id) == ()
        (former,) = tx.links.history(contact.id)
    assert (former.why, former.address) == ("purged", None)


def test_an_open_case_keeps_the_address(stage: Stage) -> None:
    talk = stage()
    talk.say("i want to kill myself")
    talk.clock.at += timedelta(days=200)
    assert lost_and_found.purge(talk.helpline) == 0


# --- providers that say no -----------------------------------------------------------------------


class Refusing(TerminalChannel):
    """A channel whose provider refuses each text in the same way."""

    def __init__(self, channel: TerminalChannel, error: SendError) -> None:
        super().__init__(channel.name, channel.traits)
        self.error, self.tries = error, 0

    def send(self, outbound: Outbound) -> SendResult:
        self.tries += 1
        raise self.error


def refuse(talk: Rehearsal, error: SendError) -> Refusing:
    """From now on SMS is refused."""
    channel = Refusing(talk.terminal, error)
    channels = dict(talk.helpline.channels) | {Channel.SMS: channel}
    talk.helpline = replace(talk.helpline, channels=channels)
    return channel


BLOCKED = SendError(SendReason.BLOCKED, retryable=False, contact_stopped=True, code="21610")
DEAD = SendError(SendReason.UNREACHABLE, retryable=False, contact_stopped=True, code="30005")


def test_21610_is_kept_shown_and_another_channel_is_tried(stage: Stage) -> None:
    """SAFETY T12: no retry, a case, the ledger, and the other consented channel."""
    talk = stage()
    agreed(talk)
    talk.link(Channel.TELEGRAM)
    talk.advance(2 * DAY)
    channel = refuse(talk, BLOCKED)
    reaction = talk.advance(DAY)
    assert channel.tries == 1
    assert [one.address.channel for one in openers(reaction.texts)] == [Channel.TELEGRAM]
    contact = talk.contact()
    assert contact is not None
    with talk.helpline.store.read() as tx:
        (stop,) = tx.consents.stops(talk.address)
        case = tx.cases.open_for(contact.id)
        assert tx.plans.running(contact.id) is not None
    assert (stop.opted_out, stop.said_by.value, stop.words) == (True, "provider", "21610")
    assert case is not None
    assert "DELIVERY_FAILED" in case.reasons


def test_a_stop_of_one_address_leaves_the_other(stage: Stage) -> None:
    """The ledger is kept per address: what a provider told of one says nothing of another."""
    talk = stage()
    agreed(talk)
    talk.link(Channel.TELEGRAM)
    with talk.helpline.store.begin() as tx:
        stop = Stop(True, SaidBy.PROVIDER, "21610", talk.clock.at)
        tx.consents.record_opt_out(talk.address, stop)
    reaction = talk.advance(3 * DAY)
    assert {one.address.channel for one in reaction.texts} == {Channel.TELEGRAM}


def test_an_unknown_subscriber_ends_the_ladder_and_tells_a_person(stage: Stage) -> None:
    talk = stage()
    agreed(talk, "high")
    talk.advance(2 * DAY)
    channel = refuse(talk, DEAD)
    talk.advance(20 * DAY)
    contact = talk.contact()
    assert contact is not None
    with talk.helpline.store.read() as tx:
        case = tx.cases.open_for(contact.id)
        assert tx.silences.of_contact(contact.id)[0].outcome == "unknown_number"
    assert channel.tries == 1
    assert case is not None
    assert (case.priority, "DELIVERY_FAILED" in case.reasons) == ("P2", True)


def test_a_report_of_a_dead_number_counts_like_an_error(stage: Stage) -> None:
    talk = stage()
    agreed(talk)
    talk.advance(3 * DAY)
    opener = openers(talk.terminal.sent)[-1]
    update = StatusUpdate(
        Channel.SMS, opener.id, None, Status.UNDELIVERED, "undelivered", "unreachable", True
    )
    receive(talk.helpline, [update])
    with talk.helpline.store.read() as tx:
        link = tx.contacts.by_address(talk.address)
    assert link is not None
    assert not link.active


def test_a_phone_that_is_switched_off_is_no_dead_number(stage: Stage) -> None:
    """Three texts in a row that did not arrive are a case; one is not."""
    talk = stage()
    agreed(talk)
    talk.advance(DAY)
    contact = talk.contact()
    assert contact is not None
    for number in (1, 2, 3):
        update = StatusUpdate(Channel.SMS, _newest(talk), None, Status.UNDELIVERED, "undelivered")
        receive(talk.helpline, [update])
        with talk.helpline.store.read() as tx:
            case = tx.cases.open_for(contact.id)
        reasons = case.reasons if case else ()
        assert ("DELIVERY_FAILED" in reasons) is (number == 3)
        if number < 3:
            names = ("D3", "W1")
            talk.say("hello")
            due = plan_of(talk)[names[number - 1]].due_at
            talk.advance(due - talk.clock.at + timedelta(minutes=1))


def _newest(talk: Rehearsal) -> str:
    contact = talk.contact()
    assert contact is not None
    with talk.helpline.store.read() as tx:
        sent = [one for one in tx.plans.of_contact(contact.id) if one.outbound_id]
    newest = max(sent, key=lambda one: one.sent_at or one.due_at)
    assert newest.outbound_id is not None
    return newest.outbound_id


# --- a stop between the claim and the send --------------------------------------------------------


def test_a_stop_after_the_claim_is_still_heard(stage: Stage) -> None:
    """SAFETY T11: STOP is committed while the row is claimed and not sent yet."""
    talk = stage()
    agreed(talk)
    talk.clock.at = plan_of(talk)["D3"].due_at
    contact = talk.contact()
    assert contact is not None
    look_after(talk.helpline, contact.id)
    claimed = send._outbound

    def stop_first(*args: object) -> Outbound:
        with talk.helpline.store.begin() as tx:
            tx.contacts.save(replace(tx.contacts.get(contact.id), opted_out=True))
        return claimed(*args)  # type: ignore[arg-type]

    send._outbound = stop_first  # type: ignore[assignment]
    try:
        send.deliver(talk.helpline, contact.id)
    finally:
        send._outbound = claimed
    assert talk.terminal.sent == []
    assert plan_of(talk)["D3"].state is State.SKIPPED


# --- second channels ------------------------------------------------------------------------------


def linked(talk: Rehearsal) -> list[Channel]:
    contact = talk.contact()
    assert contact is not None
    with talk.helpline.store.read() as tx:
        return [link.address.channel for link in tx.contacts.addresses(contact.id)]


def a_link(talk: Rehearsal) -> str:
    contact = talk.contact()
    assert contact is not None
    settings = replace(talk.helpline.settings, telegram_name="romduol_bot")
    with talk.helpline.store.begin() as tx:
        link = telegram_link(replace(talk.helpline, settings=settings), tx, contact)
    assert link is not None
    return link.partition("start=")[2]


def test_a_telegram_that_opens_the_link_is_the_same_person(stage: Stage) -> None:
    talk = stage()
    agreed(talk)
    talk.say_by(Channel.TELEGRAM, f"/start {a_link(talk)}")
    assert set(linked(talk)) == {Channel.TELEGRAM, Channel.SMS}


def test_a_link_is_good_once_and_for_two_days(stage: Stage) -> None:
    talk = stage()
    agreed(talk)
    payload = a_link(talk)
    talk.clock.at += timedelta(days=2, minutes=1)
    talk.say_by(Channel.TELEGRAM, f"/start {payload}")
    assert linked(talk) == [Channel.SMS]
    fresh = a_link(talk)
    with talk.helpline.store.begin() as tx:
        assert tx.links.take(fresh, talk.clock.at) is not None
        assert tx.links.take(fresh, talk.clock.at) is None


def test_a_guessed_payload_links_nothing(stage: Stage) -> None:
    talk = stage()
    agreed(talk)
    talk.say_by(Channel.TELEGRAM, "/start " + "a" * 32)
    assert linked(talk) == [Channel.SMS]


def test_somebody_elses_telegram_is_not_moved_by_a_link(stage: Stage) -> None:
    talk = stage()
    agreed(talk)
    talk.say_by(Channel.TELEGRAM, "hello")
    talk.say_by(Channel.TELEGRAM, f"/start {a_link(talk)}")
    assert linked(talk) == [Channel.SMS]
    other = Address(Channel.TELEGRAM, VALUES[Channel.TELEGRAM])
    with talk.helpline.store.read() as tx:
        link = tx.contacts.by_address(other)
        assert link is not None
        kinds = [task.kind.value for task in tx.tasks.of_contact(link.contact_id)]
    assert "confirm_number" in kinds


def test_the_own_contact_card_links_an_sms_number(stage: Stage) -> None:
    """The channel lets only the sender's own card through (SAFETY T36)."""
    talk = stage(Channel.TELEGRAM)
    talk.say("hello")
    talk.say("+85512345678", Kind.CONTACT_CARD)
    assert Channel.SMS in linked(talk)


def test_a_card_with_a_known_number_asks_a_person(stage: Stage) -> None:
    talk = stage(Channel.TELEGRAM)
    talk.say("hello")
    with talk.helpline.store.begin() as tx:
        other = Contact(talk.helpline.new_id(), talk.home.id, "en", "en", talk.clock.at)
        number = Address(Channel.SMS, "+85512345678")
        tx.contacts.create(other, talk.helpline.new_id(), number)
    talk.say("+85512345678", Kind.CONTACT_CARD)
    assert linked(talk) == [Channel.TELEGRAM]
    assert "confirm_number" in talk.tasks()


def test_of_two_numbers_the_old_one_gets_nothing(stage: Stage) -> None:
    """SAFETY T8: after a new number of the same channel the old one is never written to."""
    talk = stage()
    agreed(talk)
    contact = talk.contact()
    assert contact is not None
    new = Address(Channel.SMS, "+85500000777")
    with talk.helpline.store.begin() as tx:
        tx.links.attach(contact.id, talk.helpline.new_id(), new, talk.clock.at + DAY)
    talk.advance(20 * DAY)
    assert {one.address for one in talk.terminal.sent} == {new}
