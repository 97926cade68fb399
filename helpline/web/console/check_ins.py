"""Who will be written to, when and why; one contact's plan; what a person may change in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from helpline.core.checkin import ASKING, LIVE, CheckIn, Frequency, Kind, State, Tier
from helpline.core.errors import NotFound, Refused
from helpline.core.timing import ZONE
from helpline.operations.check_in import calendar
from helpline.operations.check_in.calendar import Entry
from helpline.web.console import check_in_labels as labels
from helpline.web.console import forms, here
from helpline.web.console.clockface import clock
from helpline.web.console.door import blueprint
from helpline.web.console.labels import CHANNELS, CONTACT_LANGUAGES
from helpline.web.console.words import N_, Words

CHANGED = N_("Changed. The plan follows it.")
BY_PERSON = N_("A person calls. Nothing is sent.")
NO_NUMBER = N_("There is no number to write to: a person calls instead.")
MOST_DAYS = 31
A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Line:
    """One check-in, ready to read."""

    id: str
    contact_id: str
    name: str
    time: str
    hour: str
    """The same without the day."""
    what: str
    topics: str
    tier: str
    language: str
    state: str
    why: str
    preview: str
    unsent: str
    """Where there is no preview: why."""
    may_change: bool
    due_field: str
    """For the form that moves it: `2026-03-04T10:15`, Phnom Penh time."""


@blueprint.get("/check-ins")
def check_ins_page() -> ResponseReturnValue:
    """The calendar from a day on, a week at a time; then how check-ins went."""
    helpline, words = here.helpline(), here.words()
    first = _day(request.args.get("from"))
    last = first + timedelta(days=_days(request.args.get("days")))
    entries = calendar.calendar(helpline, here.staff(), _midnight(first), _midnight(last))
    waves, silences = calendar.figures(helpline, here.staff())
    return forms.page(
        "check_ins.html",
        days=[
            (day, [_of_entry(entry, words) for entry in group])
            for day, group in groupby(entries, lambda entry: _local(entry.check_in.due_at).date())
        ],
        before=first - (last - first),
        after=last,
        waves=waves,
        silences=[
            (words.say(labels.STEP_OUTCOMES.get(how, N_("other"))), number)
            for how, number in sorted(silences.items())
        ],
    )


@blueprint.get("/contacts/<contact_id>/check-ins")
def plan_page(contact_id: str) -> ResponseReturnValue:
    """One contact's plan, with the exact texts that will be sent."""
    return _plan(contact_id)


@blueprint.post("/contacts/<contact_id>/check-ins")
def set_plan(contact_id: str) -> ResponseReturnValue:
    """Another tier or another frequency; only a person lowers a tier."""
    try:
        tier, often = Tier(forms.field("tier")), Frequency(forms.field("frequency"))
    except ValueError:
        raise NotFound("no such plan") from None
    try:
        calendar.set_plan(here.helpline(), here.staff(), contact_id, tier, often)
    except Refused as refused:
        return _plan(contact_id, refused)
    flash(CHANGED)
    return redirect(url_for("console.plan_page", contact_id=contact_id), code=303)


@blueprint.post("/check-ins/<check_in_id>/<any(hold, skip, move):act>")
def change_check_in(check_in_id: str, act: str) -> ResponseReturnValue:
    """Hold it back, leave it out, or move it; always with a reason."""
    helpline, actor, reason = here.helpline(), here.staff(), forms.field("reason")
    contact_id = forms.field("contact")
    try:
        if act == "move":
            calendar.move(helpline, actor, check_in_id, reason, _moment(forms.field("to")))
        elif act == "hold":
            calendar.hold(helpline, actor, check_in_id, reason)
        else:
            calendar.skip(helpline, actor, check_in_id, reason)
    except Refused as refused:
        return _plan(contact_id, refused)
    flash(CHANGED)
    return redirect(url_for("console.plan_page", contact_id=contact_id), code=303)


def _plan(contact_id: str, refused: Refused | None = None) -> ResponseReturnValue:
    helpline, words, now = here.helpline(), here.words(), here.helpline().now()
    file = calendar.plan_file(helpline, here.staff(), contact_id)
    running = file.plan is not None and file.plan.ended_at is None
    return forms.page(
        "check_in_plan.html",
        refused,
        file=file,
        running=running,
        ended=words.say(labels.WHY.get(file.plan.ended_why, N_("other"))) if file.plan else "",
        lines=[
            _line(one, words, file.name, preview=file.previews.get(one.id, ""))
            for one in file.check_ins
            if file.plan is not None and (one.plan_id == file.plan.id or one.sent_at is not None)
        ],
        steps=[
            (
                clock(step.at, now),
                words.say(labels.ACTS.get(step.act, N_("other"))),
                words.say(labels.STEP_OUTCOMES.get(step.outcome, N_("other"))),
            )
            for step in file.steps
        ],
        links=[
            (words.say(CHANNELS[link.address.channel]), link, file.stops.get(link.id, ()))
            for link in file.links
        ],
        former=[
            (
                words.say(CHANNELS[one.channel]),
                clock(one.ended_at, now),
                words.say(labels.WHY.get(one.why, N_("other"))),
            )
            for one in file.former
        ],
        clock=lambda at: clock(at, now),
        said_by=labels.SAID_BY,
        tiers=labels.TIERS,
        frequencies=labels.FREQUENCIES,
        reasons=[(code, labels.WHY[code]) for code in labels.REASONS],
    )


def _of_entry(entry: Entry, words: Words) -> Line:
    tier = words.say(labels.TIERS[entry.tier]) if entry.tier else ""
    said = CONTACT_LANGUAGES.get(entry.language or "", N_("language not known"))
    return _line(entry.check_in, words, entry.name, tier=tier, language=words.say(said))


def _line(
    one: CheckIn,
    words: Words,
    name: str,
    *,
    tier: str = "",
    language: str = "",
    preview: str = "",
) -> Line:
    local = _local(one.due_at)
    return Line(
        id=one.id,
        contact_id=one.contact_id,
        name=name,
        time=local.strftime("%d/%m/%Y %H:%M"),
        hour=local.strftime("%H:%M"),
        what=f"{words.say(labels.KINDS[one.kind])} {_called(one, words)}",
        topics=", ".join(words.say(labels.TOPICS[topic]) for topic in one.topics),
        tier=tier,
        language=language,
        state=words.say(_state(one)),
        why=words.say(labels.WHY[one.why]) if one.why in labels.WHY else "",
        preview=preview,
        unsent=words.say(BY_PERSON if one.kind is Kind.BY_PERSON else NO_NUMBER),
        may_change=one.state in LIVE,
        due_field=local.strftime("%Y-%m-%dT%H:%M"),
    )


def _called(one: CheckIn, words: Words) -> str:
    """`W4` is the same in every language; a feast has a name."""
    feast = labels.HOLIDAYS.get(one.name)
    return words.say(feast) if feast else one.name


def _state(one: CheckIn) -> str:
    """A greeting expects no answer."""
    if one.state is State.SENT and one.kind not in ASKING:
        return labels.STEP_OUTCOMES["sent"]
    return labels.STATES[one.state]


# --- days -----------------------------------------------------------------------------------------


def _local(at: datetime) -> datetime:
    return at.astimezone(ZONE)


def _day(wanted: str | None) -> date:
    """The day to begin with; today if none is named. Raises NotFound for what is no day."""
    if not wanted:
        return _local(here.helpline().now()).date()
    try:
        return date.fromisoformat(wanted)
    except ValueError:
        raise NotFound("no such day") from None


def _days(wanted: str | None) -> int:
    if not wanted or not wanted.isascii() or not wanted.isdigit():
        return A_WEEK
    return min(max(1, int(wanted[:3])), MOST_DAYS)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), ZONE)


def _moment(written: str) -> datetime:
    """What a form's day and time mean. Raises Refused("bad_time")."""
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        raise Refused("bad_time") from None
    return at.replace(tzinfo=ZONE) if at.tzinfo is None else at
