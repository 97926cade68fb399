"""What will be written to whom, when and why, as caseworkers see and change it.

Nothing here shows a word or an address of a contact. Each look and each change is audited.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from helpline.core.case import Case
from helpline.core.caseworker import Caseworker
from helpline.core.checkin import LIVE, CheckIn, Frequency, Kind, Plan, Response, State, Tier
from helpline.core.consent import Stop
from helpline.core.contact import Contact, ContactAddress, FormerAddress
from helpline.core.conversation import Conversation, Secret
from helpline.core.errors import NotFound, Refused, Stale
from helpline.core.silence import Silence, StepTaken
from helpline.operations import audit
from helpline.operations.authorize import Action, Scope, authorize, is_hidden
from helpline.operations.check_in import enrol, opener
from helpline.operations.check_in.around import choose
from helpline.operations.helpline import Helpline
from helpline.operations.moment import Moment, spoken
from helpline.operations.ports.store import Transaction

MOST = 500
FIGURES_OF = timedelta(days=365)

REASONS = ("asked", "danger", "in_contact", "other_time", "mistake")
"""Why a caseworker holds, skips or moves a check-in: a closed list, no word of the contact."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the calendar."""

    check_in: CheckIn
    name: str
    """The pseudonym of the contact's newest case, or empty."""
    tier: Tier | None
    language: str | None
    opted_out: bool
    silence_runs: bool


@dataclass(frozen=True, slots=True)
class PlanFile:
    """Everything about staying in touch with one contact."""

    contact: Contact
    name: str
    case_id: str | None
    plan: Plan | None
    check_ins: Sequence[CheckIn]
    silence: Silence | None
    steps: Sequence[StepTaken]
    links: Sequence[ContactAddress] = field(repr=False)
    former: Sequence[FormerAddress] = field(repr=False)
    stops: Mapping[str, Sequence[Stop]] = field(repr=False)
    """Of each address, by its id."""
    trusted: bool
    """They named somebody whom we may ask, and that still counts."""
    previews: Mapping[str, str] = field(repr=False)
    """The exact text of what is still to come, by id of the check-in."""


def calendar(
    helpline: Helpline, actor: Caseworker, first: datetime, last: datetime
) -> Sequence[Entry]:
    """What was or will be due in that time, for the contacts that the actor may see."""
    scope = authorize(actor, Action.SEE_CHECK_INS)
    with helpline.store.begin() as tx:
        planned = tx.plans.between(actor.organisation_id, first, last, MOST)
        found = [_entry(tx, actor, scope, check_in) for check_in in planned]
        about = ("calendar", first.date().isoformat())
        audit.note(helpline, tx, actor, Action.SEE_CHECK_INS.value, about)
    return [entry for entry in found if entry is not None]


def figures(helpline: Helpline, actor: Caseworker) -> tuple[Sequence[Response], Mapping[str, int]]:
    """Sent, delivered, answered by wave in the last year; and how silences ended."""
    authorize(actor, Action.SEE_CHECK_INS)
    since = helpline.now() - FIGURES_OF
    with helpline.store.read() as tx:
        return (
            tx.plans.responses(actor.organisation_id, since),
            tx.silences.outcomes(actor.organisation_id, since),
        )


def plan_file(helpline: Helpline, actor: Caseworker, contact_id: str) -> PlanFile:
    """The plan of one contact with its history. Raises NotFound."""
    with helpline.store.begin() as tx:
        contact, case = _seen(tx, actor, Action.SEE_CHECK_INS, contact_id)
        audit.note(helpline, tx, actor, Action.SEE_CHECK_INS.value, ("contact", contact_id))
        silence = next(iter(tx.silences.of_contact(contact_id)), None)
        links = tx.contacts.addresses(contact_id)
        check_ins = tx.plans.of_contact(contact_id)
        return PlanFile(
            contact=contact,
            name=case.pseudonym if case else "",
            case_id=case.id if case else None,
            plan=tx.plans.last(contact_id),
            check_ins=check_ins,
            silence=silence,
            steps=tx.silences.steps(silence.id) if silence else (),
            links=links,
            former=tx.links.history(contact_id),
            stops={link.id: tx.consents.stops(link.address) for link in links},
            trusted=_may_ask(helpline, tx, contact_id),
            previews={one.id: preview(helpline, tx, one) for one in check_ins if one.state in LIVE},
        )


def preview(helpline: Helpline, tx: Transaction, check_in: CheckIn) -> str:
    """The very text that will be sent, in the contact's language; empty where none can be."""
    if check_in.kind is Kind.BY_PERSON:
        return ""
    contact = tx.contacts.get(check_in.contact_id)
    link = choose(helpline, tx, contact)
    if link is None:
        return ""
    moment = Moment.of(helpline, tx, link)
    talk = tx.conversations.load(contact.id) or Conversation(contact.id)
    node = opener.node_for(helpline, tx, check_in, link)
    text = spoken(helpline, node.partition(".")[0], node, talk).text
    values = moment.values(frozenset({"name"}), talk)
    return helpline.catalogs.render(text, contact.language or "km", values).as_lines()


# --- changes ------------------------------------------------------------------------------------


def hold(helpline: Helpline, actor: Caseworker, check_in_id: str, reason: str) -> None:
    """Nothing is sent until somebody releases or moves it."""
    _change(helpline, actor, check_in_id, reason, State.HELD)


def skip(helpline: Helpline, actor: Caseworker, check_in_id: str, reason: str) -> None:
    """This one is left out."""
    _change(helpline, actor, check_in_id, reason, State.SKIPPED)


def move(
    helpline: Helpline, actor: Caseworker, check_in_id: str, reason: str, to: datetime
) -> None:
    """Another time, in the future; safe hours and caps still decide at that time."""
    if to <= helpline.now():
        raise Refused("bad_time")
    _change(helpline, actor, check_in_id, reason, State.PLANNED, to)


def _change(
    helpline: Helpline,
    actor: Caseworker,
    check_in_id: str,
    reason: str,
    state: State,
    to: datetime | None = None,
) -> None:
    if reason not in REASONS:
        raise Refused("choose_reason")
    with helpline.store.begin() as tx:
        check_in = tx.plans.get(check_in_id, actor.organisation_id)
        _seen(tx, actor, Action.CHANGE_CHECK_INS, check_in.contact_id)
        tx.contacts.lock(check_in.contact_id)
        check_in = tx.plans.get(check_in_id, actor.organisation_id)
        changed = replace(check_in, state=state, why=reason, due_at=to or check_in.due_at)
        if check_in.state not in LIVE or not tx.plans.change(changed, check_in.state):
            raise Stale("it was sent or changed meanwhile")
        audit.note(
            helpline,
            tx,
            actor,
            Action.CHANGE_CHECK_INS.value,
            ("check_in", check_in_id),
            reason=f"{state.value} {reason}",
        )


def set_plan(
    helpline: Helpline, actor: Caseworker, contact_id: str, tier: Tier, frequency: Frequency
) -> None:
    """A person may raise and lower a tier, and begin a plan with somebody who agreed to one.

    Lowering keeps the day on which the plan began. Raises Refused("no_consent_to_write").
    """
    with helpline.store.begin() as tx:
        contact, _ = _seen(tx, actor, Action.CHANGE_CHECK_INS, contact_id)
        tx.contacts.lock(contact_id)
        running = tx.plans.running(contact_id)
        if running is None and enrol.enrol(helpline, tx, contact, tier) is None:
            raise Refused("no_consent_to_write")
        if running is not None:
            closer = running.tier.raised_to(tier) is not running.tier
            began = helpline.now() if closer else running.began_at
            enrol.replace_plan(helpline, tx, contact, tier, frequency, began)
        audit.note(
            helpline,
            tx,
            actor,
            Action.CHANGE_CHECK_INS.value,
            ("contact", contact_id),
            reason=f"{tier.value} {frequency.value}",
        )


# --- who may see it -----------------------------------------------------------------------------


def _seen(
    tx: Transaction, actor: Caseworker, action: Action, contact_id: str
) -> tuple[Contact, Case | None]:
    """The contact and the newest case, if the actor may see them. Raises NotFound."""
    scope = authorize(actor, action)
    contact = tx.contacts.get(contact_id)
    case = tx.cases.last_for(contact_id)
    if contact.organisation_id != actor.organisation_id or not _in_scope(tx, actor, scope, case):
        raise NotFound("no such contact")
    return contact, case


def _in_scope(tx: Transaction, actor: Caseworker, scope: Scope, case: Case | None) -> bool:
    """A lead sees minors; whoever has a conflict of interest sees nothing."""
    if scope is Scope.MINORS and not (case is not None and case.minor):
        return False
    if case is None:
        return True
    return not is_hidden(case, actor) and actor.id not in tx.oversight.excluded(case.id)


def _entry(tx: Transaction, actor: Caseworker, scope: Scope, check_in: CheckIn) -> Entry | None:
    """None for a contact that the actor may not see, or that was forgotten."""
    try:
        case = tx.cases.last_for(check_in.contact_id)
        contact = tx.contacts.get(check_in.contact_id)
    except NotFound:
        return None
    if not _in_scope(tx, actor, scope, case):
        return None
    plan = tx.plans.last(contact.id)
    return Entry(
        check_in=check_in,
        name=case.pseudonym if case else "",
        tier=plan.tier if plan else None,
        language=contact.language,
        opted_out=contact.opted_out,
        silence_runs=tx.silences.running(contact.id) is not None,
    )


def _may_ask(helpline: Helpline, tx: Transaction, contact_id: str) -> bool:
    if not tx.secrets.has(contact_id, Secret.TRUSTED_CONTACT):
        return False
    trusted = tx.secrets.trusted(contact_id)
    return trusted is not None and trusted.holds(helpline.now())
