"""What a contact confides, and whether words are what was confided (SAFETY T2, T3, T8).

The words are handed to the store within the turn and then overwritten in the stored message:
no caseworker, log, job or conversation ever shows them. A try that was wrong is left readable
for caseworkers, because it may be a sentence that somebody has to answer.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from helpline.core.case import Priority, Reason
from helpline.core.contact import Contact
from helpline.core.conversation import Conversation, Secret
from helpline.core.events import Confided, SecretTried
from helpline.core.return_code import code_of
from helpline.core.task import Task, TaskKind
from helpline.operations.escalate import open_case
from helpline.operations.ports.cases import CaseNote
from helpline.operations.ports.store import Transaction

if TYPE_CHECKING:
    from datetime import datetime

    from helpline.operations.moment import Moment

WRONG_WORDS: Final = 2
LOCKED_FOR: Final = timedelta(hours=24)
"""Two wrong code words: for a day every word is wrong (CONVERSATIONS F31)."""

TRIES_WITHIN: Final = timedelta(hours=1)
MOST_TRIES: Final = 5
MOST_TRIES_OF_ALL: Final = 50
"""Return codes tried within an hour, by one contact and by all together; then silence (T8)."""

CONFIRM_WITHIN: Final = timedelta(days=1)

MARKS: Final = {
    Secret.CODE_WORD: "[code word]",
    Secret.HIDE_WORD: "[hide word]",
    Secret.RETURN_CODE: "[return code]",
    Secret.TRUSTED_CONTACT: "[trusted contact]",
    Secret.HELPER_WORD: "[helper's word]",
}
"""What stands in a stored message in place of the words."""


def owner_of(
    tx: Transaction, contact: Contact, kind: Secret, words: str, now: datetime
) -> str | None:
    """The id of the contact whose secret these words are, for somebody who writes as `contact`.

    None while too many tries were wrong, whatever the words are.
    """
    if kind is Secret.RETURN_CODE:
        known = may_try(tx, contact.id, now)
        found = tx.secrets.contact_of_code(contact.organisation_id, words) if known else None
        return None if found == contact.id else found
    if kind is not Secret.CODE_WORD or _locked(tx, contact.id, now):
        return None
    asked_for = (contact.id, *_claimed(tx, contact.id))
    return next((one for one in asked_for if tx.secrets.is_code_word(one, words)), None)


def may_try(tx: Transaction, contact_id: str, now: datetime) -> bool:
    """One more return code may be tried."""
    since = now - TRIES_WITHIN
    own = tx.secrets.tries_since(Secret.RETURN_CODE, since, contact_id)
    return own < MOST_TRIES and (
        tx.secrets.tries_since(Secret.RETURN_CODE, since) < MOST_TRIES_OF_ALL
    )


def new_return_code(tx: Transaction, contact_id: str, random_id: str, now: datetime) -> str:
    """A fresh return code in the place of an earlier one. Say it once, at a good time only."""
    code = code_of(int(random_id, 16))
    tx.secrets.keep(contact_id, Secret.RETURN_CODE, code, now)
    return code


def keep(moment: Moment, event: Confided, _after: Conversation) -> None:
    """The words go to the store and are overwritten in the message."""
    if event.kind is Secret.HELPER_WORD:
        moment.helper_word = event.words  # kept with the referral that this turn makes
    else:
        moment.tx.secrets.keep(moment.contact.id, event.kind, event.words, moment.now)
    _mask(moment, event.kind)


def note_try(moment: Moment, event: SecretTried, _after: Conversation) -> None:
    """Count it; two wrong code words are impersonation, a right return code asks a person."""
    tx, contact = moment.tx, moment.contact
    tx.secrets.tried(contact.id, event.kind, event.right, moment.now)
    if moment.case is not None:
        kind = "secret_right" if event.right else "secret_wrong"
        tx.cases.note(CaseNote(moment.case.id, moment.now, kind, None, event.kind.value))
    if event.right:
        _mask(moment, event.kind)
    if event.kind is Secret.RETURN_CODE and moment.claimed is not None:
        _ask_to_confirm(moment, moment.claimed)
    elif event.kind is Secret.CODE_WORD and not event.right and _suspicious(moment):
        moment.case, due = open_case(
            moment.helpline, tx, contact, Priority.P2, Reason.IMPERSONATION, moment.roster
        )
        moment.alerts.extend(due)


def _locked(tx: Transaction, contact_id: str, now: datetime) -> bool:
    wrong = tx.secrets.wrong_since(contact_id, Secret.CODE_WORD, now - LOCKED_FOR)
    return wrong >= WRONG_WORDS


def _suspicious(moment: Moment) -> bool:
    """Wrong twice about a code word that there is."""
    tx, contact_id = moment.tx, moment.contact.id
    asked_for = (contact_id, *_claimed(tx, contact_id))
    known = any(tx.secrets.has(one, Secret.CODE_WORD) for one in asked_for)
    return known and _locked(tx, contact_id, moment.now)


def _claimed(tx: Transaction, contact_id: str) -> tuple[str, ...]:
    """Whom this contact says to be, while no person has confirmed or refused it."""
    return tuple(
        task.about_id
        for task in tx.tasks.of_contact(contact_id)
        if task.kind is TaskKind.CONFIRM_NUMBER and task.done_at is None and task.about_id
    )


def _ask_to_confirm(moment: Moment, claimed: str) -> None:
    """A person links the new number, or does not; the right code alone links nothing."""
    task = Task(
        id=moment.helpline.new_id(),
        organisation_id=moment.contact.organisation_id,
        kind=TaskKind.CONFIRM_NUMBER,
        due_at=moment.now + CONFIRM_WITHIN,
        created_at=moment.now,
        contact_id=moment.contact.id,
        case_id=moment.case.id if moment.case else None,
        about_id=claimed,
    )
    moment.tx.tasks.add(task, once=f"confirm_number|{moment.contact.id}|{claimed}")


def _mask(moment: Moment, kind: Secret) -> None:
    if moment.inbound_id is not None:
        moment.tx.inbox.mask(moment.inbound_id, MARKS[kind])
