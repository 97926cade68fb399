"""Families and strangers: whether somebody is known, or was referred, is never told (T6)."""

from __future__ import annotations

from helpline import wiring
from helpline.core.channel import Address, Channel
from helpline.core.contact import Contact
from helpline.directory.match import match
from helpline.directory.query import Query
from helpline.directory.terms import Claim, Group, Need
from helpline.rehearsal import Rehearsal
from referring import ALL, FIRST, a_service, begin, publish, referrals, say

ASKED = (
    "is Sok Dara with you",
    "has my husband Sok Dara a helper",
    "who helps Sok Dara",
    "my helper",
    "nobody called Sok Dara",
)
NEWLY = Address(Channel.SMS, "+85500000077")


def heard_by_family(stage, *, known: bool) -> tuple[list[str], list[str], int]:
    """Texts, nodes and outbox rows of a relative who asks; `known`: Dara was referred here."""
    talk: Rehearsal = stage()
    publish(talk, a_service(FIRST, talk.clock.at))
    if known:
        begin(talk, offered=FIRST)
        say(talk, *ALL)
        assert referrals(talk)
    else:
        contact = Contact(wiring.new_id(), talk.home.id, "en", None, talk.clock.at)
        with talk.helpline.store.begin() as tx:
            tx.contacts.create(contact, wiring.new_id(), talk.address)
    talk.address = NEWLY
    begin(talk, at="F01.2")
    texts: list[str] = []
    nodes: list[str] = []
    for words in ASKED:
        reaction = talk.say(words)
        texts += [sent.text for sent in reaction.texts]
        nodes += [at.node if (at := talk.conversation().at) else "none"]
        begin(talk, at="F01.2")
    return texts, nodes, len(texts)


def test_known_and_unknown_give_the_same_bytes_the_same_way(stage) -> None:
    """T6: byte-equal replies, same node path, same number of outbox rows."""
    assert heard_by_family(stage, known=True) == heard_by_family(stage, known=False)


def test_the_referred_persons_own_phone_tells_a_stranger_nothing_either(stage) -> None:
    """T2: without a code word, F09 and F29 say to a known number what they say to any."""

    def said(known: bool) -> list[str]:
        talk = stage()
        if known:
            begin(talk)
            say(talk, *ALL)
        found = []
        for words in (("my helper", "4", "7"), ("my helper", "4", "banana"), ("no one came yet",)):
            begin(talk, at="F01.2")
            found += say(talk, *words)
        return found

    assert said(known=True) == said(known=False)


def test_family_is_offered_information_and_tracing_only(stage) -> None:
    """DIRECTORY.md, Matching: family callers get information and tracing services."""
    talk = stage()
    at = talk.clock.at
    tracing = a_service(
        "example-tracing-1",
        at,
        needs=(Need.FAMILY_TRACING,),
        serves={Group.FAMILIES: Claim.YES, Group.MEN: Claim.YES, Group.WOMEN: Claim.YES},
    )
    publish(talk, a_service(FIRST, at), tracing)
    with talk.helpline.store.read() as tx:
        directory = talk.helpline.directory.of(tx)
    found = match(Query(for_family=True), directory, at)
    assert found.first is None
    assert found.ids == ("example-tracing-1",)
