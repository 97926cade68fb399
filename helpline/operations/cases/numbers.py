"""Numbers: masked until somebody says why they need one, found only if typed exactly (T18)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from helpline.core.case import Case
from helpline.core.caseworker import Caseworker
from helpline.core.channel import Address, Channel
from helpline.core.contact import ContactAddress
from helpline.core.conversation import Secret
from helpline.core.errors import NotFound, Refused
from helpline.core.oversight import Notice, NoticeKind
from helpline.core.reach import Reach
from helpline.core.trusted import Trusted
from helpline.operations import audit
from helpline.operations.access import admit, given_reason, glance
from helpline.operations.authorize import Action, authorize, reach_of
from helpline.operations.helpline import Helpline
from helpline.operations.ports.cases import CaseNote, QueueRow
from helpline.operations.ports.store import Transaction
from helpline.text.phone import PhoneNumber, parse

MOST_AN_HOUR = 20
HOUR = timedelta(hours=1)
SEARCH = "search"
CHECK_CODE_WORD = "check_code_word"
CASE_NUMBER = re.compile(r"[Kk]-?(\d{1,9})")
CHAT = re.compile(r"[1-9]\d{4,14}")


@dataclass(frozen=True, slots=True)
class Revealed:
    """What was behind the mask, to be shown once."""

    addresses: Sequence[ContactAddress] = field(repr=False)
    trusted: Trusted | None = field(repr=False)


def reveal(helpline: Helpline, actor: Caseworker, case_id: str, reason: str) -> Revealed:
    """The contact's numbers and the trusted contact, for a reason that is written down.

    Raises Refused("reason_needed" | "too_many_reveals"); beyond the limit supervisors are told.
    """
    with helpline.store.begin() as tx:
        case = glance(helpline, tx, actor, Action.REVEAL_PHONE, case_id)
        words = given_reason(reason)
        if not _too_many(helpline, tx, actor, Action.REVEAL_PHONE.value):
            admit(helpline, tx, actor, Action.REVEAL_PHONE, case_id)
            note = CaseNote(case.id, helpline.now(), "revealed", actor.id, words=words)
            tx.cases.note(note)
            return Revealed(
                tx.contacts.addresses(case.contact_id), tx.secrets.trusted(case.contact_id)
            )
        _tell_limit(helpline, tx, actor, case, Action.REVEAL_PHONE.value)
    raise Refused("too_many_reveals")


def search(helpline: Helpline, actor: Caseworker, words: str) -> Sequence[QueueRow | Case]:
    """Cases of the contact behind an exact number, chat or pseudonym; only within reach.

    Audited with a keyed mark of what was looked for, never the words. A number that nobody has
    and one of another organisation give the same answer. Raises Refused("not_a_number" |
    "too_many_searches").
    """
    authorize(actor, Action.SEE_QUEUE)
    reach = reach_of(actor, helpline.now())
    named = CASE_NUMBER.fullmatch("".join(words.split()))
    wanted = () if named else _addresses(words)
    if not named and not wanted:
        raise Refused("not_a_number")
    with helpline.store.begin() as tx:
        if not _too_many(helpline, tx, actor, SEARCH):
            found = (
                _by_number(tx, int(named[1]), reach) if named else _by_address(tx, wanted, reach)
            )
            mark = named[0] if named else tx.contacts.search_mark(wanted[0])
            result = "found" if found else "nothing"
            audit.note(helpline, tx, actor, SEARCH, ("search", mark), reason=result)
            return found
        _tell_limit(helpline, tx, actor, None, SEARCH)
    raise Refused("too_many_searches")


def check_code_word(helpline: Helpline, actor: Caseworker, case_id: str, words: str) -> bool:
    """True if this is the contact's code word, as they said it in a call.

    Each try stands in the timeline. Raises Refused("empty" | "no_code_word" | "too_many_tries").
    """
    if not words.strip():
        raise Refused("empty")
    with helpline.store.begin() as tx:
        case = glance(helpline, tx, actor, Action.REPLY, case_id)
        if not tx.secrets.has(case.contact_id, Secret.CODE_WORD):
            raise Refused("no_code_word")
        if tx.audit.count_since(actor.id, CHECK_CODE_WORD, helpline.now() - HOUR) >= MOST_AN_HOUR:
            raise Refused("too_many_tries")
        right = tx.secrets.is_code_word(case.contact_id, words)
        kind = "secret_right" if right else "secret_wrong"
        tx.cases.note(CaseNote(case.id, helpline.now(), kind, actor.id, Secret.CODE_WORD.value))
        result = "right" if right else "wrong"
        audit.note(
            helpline,
            tx,
            actor,
            CHECK_CODE_WORD,
            ("case", case.id),
            reason=result,
            organisation_id=case.organisation_id,
        )
    return right


def _addresses(words: str) -> tuple[Address, ...]:
    """Where a number that was typed may be reached; Telegram's chats are known by number too."""
    number = parse(words)
    if isinstance(number, PhoneNumber):
        return tuple(Address(channel, number.e164) for channel in (Channel.SMS, Channel.WHATSAPP))
    typed = "".join(words.split())
    return (Address(Channel.TELEGRAM, typed),) if CHAT.fullmatch(typed) else ()


def _by_address(
    tx: Transaction, wanted: Sequence[Address], reach: Reach
) -> Sequence[QueueRow | Case]:
    links = [link for address in wanted if (link := tx.contacts.by_address(address))]
    contacts = dict.fromkeys(link.contact_id for link in links)
    return [
        found
        for contact_id in contacts
        for case in tx.cases.of_contact(contact_id)
        if (found := _within(tx, case, reach))
    ]


def _by_number(tx: Transaction, number: int, reach: Reach) -> Sequence[QueueRow | Case]:
    case = tx.cases.by_number(number, reach)
    found = _within(tx, case, reach) if case else None
    return [found] if found else []


def _within(tx: Transaction, case: Case, reach: Reach) -> QueueRow | Case | None:
    try:
        tx.cases.find(case.id, reach)
    except NotFound:
        return None
    return tx.cases.queue_row(case.id, reach) or case


def _too_many(helpline: Helpline, tx: Transaction, actor: Caseworker, action: str) -> bool:
    return tx.audit.count_since(actor.id, action, helpline.now() - HOUR) >= MOST_AN_HOUR


def _tell_limit(
    helpline: Helpline, tx: Transaction, actor: Caseworker, case: Case | None, action: str
) -> None:
    """Write down that it was refused, and tell the supervisors once an hour."""
    about = ("case", case.id) if case else ("search", "limit")
    audit.note(helpline, tx, actor, f"{action}_refused", about, result="denied")
    notice = Notice(
        id=helpline.new_id(),
        organisation_id=actor.organisation_id,
        at=helpline.now(),
        kind=NoticeKind.REVEAL_LIMIT,
        case_id=case.id if case else None,
        actor_id=actor.id,
    )
    tx.oversight.add_notice(notice, f"limit:{action}:{actor.id}:{helpline.now():%Y%m%d%H}")
