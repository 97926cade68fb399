"""All that the page of a case shows, in words that are ready to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from helpline.core.case import Case, CaseStatus, Priority
from helpline.core.caseworker import ANSWERING, Caseworker
from helpline.core.channel import Traits
from helpline.core.errors import HelplineError
from helpline.operations.authorize import Action, authorize
from helpline.operations.cases import ASKABLE, CaseView
from helpline.operations.helpline import Helpline
from helpline.web.console import agreed, facts, timeline
from helpline.web.console.agreed import AgreedCard
from helpline.web.console.cards import deadline
from helpline.web.console.clockface import clock
from helpline.web.console.labels import CHANNELS, CONTACT_LANGUAGES, PRIORITIES, REASONS
from helpline.web.console.linked import LinkedCard, linked_card
from helpline.web.console.pulse import etag_of
from helpline.web.console.referral_view import Row, row_of
from helpline.web.console.replies import Canned
from helpline.web.console.safety import SafetyCard, safety_card
from helpline.web.console.talk import Reader, Said, title_of
from helpline.web.console.timeline import Entry, Todo
from helpline.web.console.words import N_, Words

UNKNOWN = Traits(can_receive_reply=False, buttons=False, max_characters=1600, priced_by_part=True)
"""A channel that is not set up any more: nothing is promised of it."""

FLAGS: dict[str, str] = {
    "minor": N_("Under 18: the safeguarding lead sees this case"),
    "high_tier": N_("High risk: followed closely"),
    "complicity": N_("An official may be involved: restricted notes, tell no authority"),
    "impersonation": N_("Perhaps another person writes: confirm nothing, check the code word"),
    "hidden": N_("The person hid the talk: somebody may have looked at the phone"),
    "unverified": N_("Silent for long: the number may be somebody else's now"),
    "no_address": N_("No number is linked to this case"),
    "complaint": N_("A complaint about staff: only supervisors see it, and whom they give it to"),
}

ON_THE_PAGE = (
    Action.REPLY,
    Action.HAND_OVER,
    Action.UNCLAIM,
    Action.TAKE_OVER,
    Action.NOTE,
    Action.RESTRICTED_NOTE,
    Action.TASK,
    Action.SET_NEEDS,
    Action.SEE_CHECK_INS,
    Action.LOWER_PRIORITY,
    Action.CLOSE,
    Action.REOPEN,
    Action.REVEAL_PHONE,
    Action.MERGE,
    Action.REFER,
    Action.SEE_WHO_SAW,
)


@dataclass(frozen=True, slots=True)
class Now:
    """Where the case stands at this moment."""

    due: str
    late: str
    opened: str
    taken: str
    closed: str
    """When it was closed, or empty."""
    holder: str
    mine: bool
    called: bool
    """It is the reader's, and became more urgent since they looked."""
    bot_answers: bool
    others: tuple[str, ...]
    """Who else is writing an answer."""


@dataclass(frozen=True, slots=True)
class Way:
    """How the contact is reached."""

    channel: str
    language: str
    code: str
    """`km` or `en`: in which language canned replies are offered."""
    script: str
    limit: int
    priced_by_part: bool


@dataclass(frozen=True, slots=True)
class CaseFile:
    """The page of one case."""

    id: str
    version: int
    name: str
    priority: str
    urgency: str
    reasons: tuple[str, ...]
    flags: tuple[tuple[str, str], ...]
    etag: str
    now: Now
    way: Way
    safety: SafetyCard
    agreed: AgreedCard
    linked: LinkedCard
    acts: frozenset[str]
    """What this reader may do with the case now."""
    known: tuple[tuple[str, str], ...] = field(repr=False)
    needs: tuple[tuple[str, str, bool], ...] = field(repr=False)
    """Every need of the closed list: code, name, and whether it is known of this person."""
    todos: tuple[Todo, ...] = field(repr=False)
    recap: str = field(repr=False)
    next_step: str = field(repr=False)
    kept_draft: str = field(repr=False)
    said: tuple[Said, ...] = field(repr=False)
    timeline: tuple[Entry, ...] = field(repr=False)
    flows: tuple[tuple[str, str], ...] = ()
    canned: tuple[Canned, ...] = ()
    colleagues: tuple[tuple[str, str], ...] = ()
    priorities: tuple[tuple[str, str], ...] = ()
    referrals: tuple[Row, ...] = ()
    older: datetime | None = None
    """Where the page with older lines begins, if there are any."""

    @property
    def closed(self) -> bool:
        """The case is over."""
        return bool(self.now.closed)

    @property
    def may_write(self) -> bool:
        """An answer can go out, at least with a reason."""
        return self.safety.state != "no" and "reply" in self.acts


def case_file(
    helpline: Helpline,
    actor: Caseworker,
    view: CaseView,
    words: Words,
    canned: Mapping[str, Mapping[str, Canned]],
) -> CaseFile:
    """Make the page's facts from what the operation read."""
    case, now = view.case, helpline.now()
    names = {person.id: person.first_name for person in view.people}
    several = len(view.linked.addresses) > 1 or bool(view.linked.moves)
    reader = Reader(helpline, names, now, words, several=several)
    return CaseFile(
        id=case.id,
        version=case.version,
        name=case.pseudonym,
        priority=case.priority.value,
        urgency=words.say(PRIORITIES[case.priority]),
        reasons=tuple(words.say(REASONS[reason]) for reason in case.reasons),
        flags=tuple((flag.value, words.say(FLAGS[flag.value])) for flag in view.flags),
        etag=etag_of(case.version, view.lines, view.desk.others, words),
        now=_now(view, actor, now, words),
        way=_way(helpline, view, words),
        safety=safety_card(view, now, words),
        agreed=agreed.agreed_card(view, now, words),
        linked=linked_card(view, names, now, words),
        acts=_acts(actor, case),
        known=facts.known(view.facts, words),
        needs=facts.needs(view.facts, words),
        todos=timeline.todos(view, names, now, words),
        recap=case.recap,
        next_step=case.next_step,
        kept_draft=view.desk.draft,
        said=reader.read(view.lines),
        timeline=timeline.entries(view.notes, names, now, words),
        flows=_flows(helpline, words),
        canned=_canned(canned, view, words),
        colleagues=_colleagues(view, actor),
        priorities=_other_priorities(case, words),
        referrals=tuple(row_of(one, now, words) for one in view.referrals),
        older=view.lines[0].at if view.more else None,
    )


def _now(view: CaseView, actor: Caseworker, now: datetime, words: Words) -> Now:
    case = view.case
    due, late = deadline(case, now, words)
    return Now(
        due=due,
        late=late,
        opened=clock(case.opened_at, now),
        taken=clock(case.acknowledged_at, now) if case.acknowledged_at else "",
        closed=clock(case.closed_at, now) if case.closed_at else "",
        holder=view.claimed_by.first_name if view.claimed_by else "",
        mine=case.claimed_by == actor.id,
        called=case.claimed_by == actor.id and case.acknowledged_at is None,
        bot_answers=view.bot_answers,
        others=view.desk.others,
    )


def _way(helpline: Helpline, view: CaseView, words: Words) -> Way:
    port = helpline.channels.get(view.channel)
    traits = port.traits if port else UNKNOWN
    contact = view.contact
    return Way(
        channel=words.say(CHANNELS[view.channel]),
        language=words.say(CONTACT_LANGUAGES.get(contact.language or "", N_("language not known"))),
        code=contact.language or "km",
        script=facts.label(facts.SCRIPTS, contact.script, words) if contact.script else "",
        limit=traits.max_characters,
        priced_by_part=traits.priced_by_part,
    )


def _acts(actor: Caseworker, case: Case) -> frozenset[str]:
    """What `authorize` lets this reader do; for buttons, never instead of it."""
    return frozenset(action.value for action in ON_THE_PAGE if _lets(actor, action, case))


def _lets(actor: Caseworker, action: Action, case: Case) -> bool:
    try:
        authorize(actor, action, case)
    except HelplineError:
        return False
    return True


def _flows(helpline: Helpline, words: Words) -> tuple[tuple[str, str], ...]:
    titles = ((flow, title_of(helpline, flow, words)) for flow in ASKABLE)
    return tuple((flow, title) for flow, title in titles if title)


def _canned(
    canned: Mapping[str, Mapping[str, Canned]], view: CaseView, words: Words
) -> tuple[Canned, ...]:
    """In the contact's language, with titles in the reader's."""
    said = canned.get(view.contact.language or "km", {})
    titles = canned.get(words.language, said)
    return tuple(Canned(key, titles[key].title, one.text) for key, one in said.items())


def _colleagues(view: CaseView, actor: Caseworker) -> tuple[tuple[str, str], ...]:
    """Who could have the case instead."""
    open_to: Sequence[Caseworker] = [
        person
        for person in view.people
        if person.role in ANSWERING and not person.disabled and person.id != view.case.claimed_by
    ]
    return tuple((person.id, person.first_name) for person in open_to if person.id != actor.id)


def _other_priorities(case: Case, words: Words) -> tuple[tuple[str, str], ...]:
    if case.status is CaseStatus.CLOSED:
        return ()
    others = [priority for priority in Priority if priority is not case.priority]
    return tuple((one.value, f"{one.value} · {words.say(PRIORITIES[one])}") for one in others)
