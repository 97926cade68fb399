"""A case as its caseworker reads it: the talk, what is safe, what was agreed, what is to be done.

The address is masked; its value is not in here, and neither is any word by which the contact
proves who they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from helpline.core.case import Case, Reason
from helpline.core.casework import AddressMove
from helpline.core.caseworker import Caseworker
from helpline.core.channel import Channel
from helpline.core.checkin import LIVE, CheckIn, Plan, Tier
from helpline.core.consent import Consent
from helpline.core.contact import Contact, ContactAddress
from helpline.core.conversation import Conversation, Fact, Owner, Secret
from helpline.core.errors import NotFound, Refused
from helpline.core.referral import Referral
from helpline.core.task import Task, TaskKind
from helpline.core.trusted import Trusted
from helpline.operations.access import admit
from helpline.operations.authorize import Action, is_hidden, reach_of
from helpline.operations.cases.drafting import Desk, desk
from helpline.operations.cases.noting import readable
from helpline.operations.cases.writing import needs_reason
from helpline.operations.helpline import Helpline
from helpline.operations.moment import last_link
from helpline.operations.ports.cases import CaseNote
from helpline.operations.ports.messages import Line
from helpline.operations.ports.store import Transaction
from helpline.operations.referrals.receivers import receiver_of

PAGE = 100
"""Lines of a talk on one page."""
AHEAD = 3
"""Check-ins that the page of a case shows; the plan's own page shows all of them."""


class Flag(StrEnum):
    """What everybody who opens the case must know before they do anything."""

    MINOR = "minor"
    HIGH_TIER = "high_tier"
    COMPLICITY = "complicity"
    """An official may be involved: notes about it are restricted, no authority is told."""
    IMPERSONATION = "impersonation"
    HIDDEN = "hidden"
    """The contact hid the talk: somebody else may have looked at the phone."""
    UNVERIFIED = "unverified"
    """After so long a silence the number may be somebody else's (SAFETY T7)."""
    NO_ADDRESS = "no_address"
    COMPLAINT = "complaint"
    """About staff: who oversees sees the case, and whom they gave it to."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the contact agreed to, and about whom."""

    consents: Sequence[Consent] = ()
    receivers: Mapping[str, str] = field(default_factory=dict)
    """Names of those whom the consents are about, by key; who is gone has none."""
    plan: Plan | None = None
    ahead: Sequence[CheckIn] = ()
    """What the plan does next, by due time; also what is held back."""
    trusted: Trusted | None = None
    code_word: bool = False


@dataclass(frozen=True, slots=True)
class Linked:
    """Other cases and addresses of the same person, and who says to be them."""

    addresses: Sequence[ContactAddress] = ()
    moves: Sequence[AddressMove] = ()
    others: Sequence[Case] = ()
    """Other cases of the contact, and of contacts whose address went to or came from them."""
    claims_to_be: Case | None = None
    """The case of the contact whose return code they said."""


@dataclass(frozen=True, slots=True)
class CaseView:
    """All that the page of a case shows."""

    case: Case
    contact: Contact
    channel: Channel
    can_receive_reply: bool
    lines: Sequence[Line] = field(repr=False)
    notes: Sequence[CaseNote] = ()
    claimed_by: Caseworker | None = None
    more: bool = False
    """True if there are older lines than these."""
    conversation: Conversation | None = field(default=None, repr=False)
    flags: tuple[Flag, ...] = ()
    needs_reason: bool = False
    desk: Desk = field(default_factory=Desk)
    agreed: Agreed = field(default_factory=Agreed)
    linked: Linked = field(default_factory=Linked)
    tasks: Sequence[Task] = ()
    referrals: Sequence[Referral] = ()
    people: Sequence[Caseworker] = ()
    """Everybody of the organisation, for names and for handing over."""

    @property
    def facts(self) -> Mapping[Fact, str]:
        """What the talk remembers."""
        return self.conversation.facts if self.conversation else {}

    @property
    def bot_answers(self) -> bool:
        """True if what the contact writes next is the bot's."""
        talk = self.conversation
        return talk is not None and (talk.owner is Owner.BOT or not talk.taken)


def view(
    helpline: Helpline, actor: Caseworker, case_id: str, before: datetime | None = None
) -> CaseView:
    """The whole case with the newest lines of its talk. Reading is audited."""
    with helpline.store.begin() as tx:
        case = admit(helpline, tx, actor, Action.READ_TALK, case_id)
        now = helpline.now()
        contact = tx.contacts.get(case.contact_id)
        link = last_link(helpline, tx, contact.id)
        channel = link.address.channel
        port = helpline.channels.get(channel)
        conversation = tx.conversations.load(contact.id)
        lines, more = page_of(tx.cases.talk(contact.id, before, PAGE + 1), PAGE)
        by_glass = tx.oversight.glass(case.id, actor.id, now) is not None
        plan = tx.plans.running(contact.id)
        tasks = tx.tasks.of_contact(contact.id)
        consents = _newest(tx.consents.of_contact(contact.id))
        return CaseView(
            case=case,
            contact=contact,
            channel=channel,
            can_receive_reply=port is not None and port.traits.can_receive_reply,
            lines=lines,
            notes=_readable(tx.cases.notes(case.id), actor, by_glass=by_glass),
            claimed_by=tx.staff.get(case.claimed_by) if case.claimed_by else None,
            more=more,
            conversation=conversation,
            flags=_flags(case, contact, link, tasks, plan, now),
            needs_reason=needs_reason(contact, now),
            desk=desk(helpline, tx, actor, case.id),
            agreed=Agreed(
                consents=consents,
                receivers=_receivers(helpline, tx, consents),
                plan=plan,
                ahead=_ahead(tx, plan),
                trusted=tx.secrets.trusted(contact.id),
                code_word=tx.secrets.has(contact.id, Secret.CODE_WORD),
            ),
            linked=_linked(helpline, tx, actor, case, tasks),
            tasks=tasks,
            referrals=tx.referrals.of_contact(contact.id),
            people=tx.staff.of_organisation(case.organisation_id),
        )


def _ahead(tx: Transaction, plan: Plan | None) -> Sequence[CheckIn]:
    if plan is None:
        return ()
    found = tx.plans.of_contact(plan.contact_id)
    return [one for one in found if one.plan_id == plan.id and one.state in LIVE][:AHEAD]


def page_of(lines: Sequence[Line], size: int) -> tuple[Sequence[Line], bool]:
    """The newest `size` lines and whether there are older ones.

    Lines of one moment stay together: the next page begins before the oldest line shown, and
    would lose what came at the same instant.
    """
    if len(lines) <= size:
        return lines, False
    left_out = lines[-size - 1].at
    whole = [line for line in lines[-size:] if line.at > left_out]
    return whole or lines[-size:], True


def _readable(
    notes: Sequence[CaseNote], actor: Caseworker, *, by_glass: bool
) -> Sequence[CaseNote]:
    """The timeline, with the words of restricted notes only for those who may read them."""
    return [
        note
        if readable(note, actor, by_glass=by_glass)
        else CaseNote(note.case_id, note.at, note.kind, note.actor_id, note.code, id=note.id)
        for note in notes
    ]


def _flags(
    case: Case,
    contact: Contact,
    link: ContactAddress,
    tasks: Sequence[Task],
    plan: Plan | None,
    now: datetime,
) -> tuple[Flag, ...]:
    hidden = contact.quiet_until is not None and contact.quiet_until > now
    looked_at = [t for t in tasks if t.kind is TaskKind.HIDDEN and t.done_at is None]
    found = {
        Flag.MINOR: case.minor,
        Flag.HIGH_TIER: plan is not None and plan.tier is Tier.HIGH,
        Flag.COMPLICITY: Reason.COMPLICITY in case.reasons,
        Flag.IMPERSONATION: Reason.IMPERSONATION in case.reasons,
        Flag.HIDDEN: hidden or bool(looked_at),
        Flag.UNVERIFIED: not link.verified,
        Flag.NO_ADDRESS: not link.id,
        Flag.COMPLAINT: case.complaint,
    }
    return tuple(flag for flag, holds in found.items() if holds)


def _newest(consents: Sequence[Consent]) -> Sequence[Consent]:
    """The answer that holds, per purpose and receiver."""
    newest = {(one.purpose, one.receiver): one for one in reversed(consents)}
    return tuple(newest.values())


def _receivers(
    helpline: Helpline, tx: Transaction, consents: Sequence[Consent]
) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for key in {one.receiver for one in consents if one.receiver}:
        with suppress(NotFound, Refused):
            found[key] = receiver_of(helpline, tx, key).name
    return found


def _linked(
    helpline: Helpline, tx: Transaction, actor: Caseworker, case: Case, tasks: Sequence[Task]
) -> Linked:
    reach = reach_of(actor, helpline.now())
    moves = tx.moves.of_contact(case.contact_id)
    contacts = {case.contact_id}
    contacts |= {one for move in moves for one in (move.from_contact_id, move.to_contact_id)}
    cases = [one for contact_id in sorted(contacts) for one in tx.cases.of_contact(contact_id)]
    asked = [
        task.about_id
        for task in tasks
        if task.kind is TaskKind.CONFIRM_NUMBER and task.done_at is None and task.about_id
    ]
    claimed = tx.cases.last_for(asked[-1]) if asked else None
    if claimed and (claimed.organisation_id != reach.organisation_id or is_hidden(claimed, actor)):
        claimed = None
    return Linked(
        addresses=tx.contacts.addresses(case.contact_id),
        moves=moves,
        others=sorted(
            (one for one in cases if one.id != case.id and not is_hidden(one, actor)),
            key=lambda one: -one.number,
        ),
        claims_to_be=claimed,
    )
