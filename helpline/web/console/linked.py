"""The card of addresses and other cases: who is the same person, and who shares a number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from helpline.core.case import Case, CaseStatus
from helpline.core.casework import AddressMove, Verified
from helpline.core.contact import ContactAddress
from helpline.operations.cases import CaseView
from helpline.web.console.clockface import clock
from helpline.web.console.labels import CHANNELS
from helpline.web.console.words import N_, Words

VERIFIED: dict[Verified, str] = {
    Verified.CODE_WORD: N_("they said the code word"),
    Verified.RETURN_CODE: N_("they sent the return code and I asked them"),
    Verified.CALL: N_("I recognised them in a call"),
    Verified.MET: N_("I met them"),
    Verified.TOLD: N_("they told me that two people use it"),
}
MASKED = N_("{channel} · number hidden")
STOPPED = N_("{channel} · number hidden · stopped")
CLOSED = N_("closed")
OPEN = N_("open")
CAME = N_("came to this case")
WENT = N_("went to another case")


@dataclass(frozen=True, slots=True)
class Other:
    """Another case of the same person, or of somebody who had the same number."""

    id: str
    name: str
    state: str


@dataclass(frozen=True, slots=True)
class Moved:
    """A number that changed hands."""

    id: str
    what: str
    how: str
    time: str
    who: str
    undone: bool


@dataclass(frozen=True, slots=True)
class LinkedCard:
    """All links of one case."""

    addresses: tuple[str, ...]
    others: tuple[Other, ...]
    moves: tuple[Moved, ...]
    claims_to_be: str
    """The name of the case of the person they say to be, or empty."""
    ways: tuple[tuple[str, str], ...]
    """How somebody can have made sure: code and words."""


def linked_card(
    view: CaseView, names: Mapping[str, str], now: datetime, words: Words
) -> LinkedCard:
    """The card of one case."""
    linked = view.linked
    return LinkedCard(
        addresses=tuple(_address(one, words) for one in linked.addresses),
        others=tuple(_other(one, words) for one in linked.others),
        moves=tuple(_move(one, view, names, now, words) for one in linked.moves),
        claims_to_be=linked.claims_to_be.pseudonym if linked.claims_to_be else "",
        ways=tuple((way.value, words.say(said)) for way, said in VERIFIED.items()),
    )


def _address(link: ContactAddress, words: Words) -> str:
    channel = words.say(CHANNELS[link.address.channel])
    return words.say(MASKED if link.active else STOPPED, channel=channel)


def _other(case: Case, words: Words) -> Other:
    closed = case.status is CaseStatus.CLOSED
    return Other(case.id, case.pseudonym, words.say(CLOSED if closed else OPEN))


def _move(
    move: AddressMove, view: CaseView, names: Mapping[str, str], now: datetime, words: Words
) -> Moved:
    came = move.to_contact_id == view.contact.id
    return Moved(
        id=move.id,
        what=words.say(CAME if came else WENT),
        how=words.say(VERIFIED[move.verified]),
        time=clock(move.at, now),
        who=names.get(move.moved_by, ""),
        undone=move.undone_at is not None,
    )
