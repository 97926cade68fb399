"""The call list: whom to call when, what may be said to others, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from helpline.core.call import CallOutcome
from helpline.core.conversation import Conversation
from helpline.core.errors import Refused
from helpline.core.task import TaskKind
from helpline.core.timing import NEVER
from helpline.operations.check_in import call_back
from helpline.operations.check_in.call_back import Call
from helpline.operations.moment import spoken
from helpline.web.console import check_in_labels as labels
from helpline.web.console import facts, forms, here
from helpline.web.console.clockface import clock
from helpline.web.console.door import blueprint
from helpline.web.console.labels import CONTACT_LANGUAGES, TASKS
from helpline.web.console.words import N_, Words

NOTED = N_("Noted. What follows from it happens by itself.")
HANG_UP = N_("nothing: hang up")
TRUSTED_TEXT = "F38.2"


@dataclass(frozen=True, slots=True)
class Row:
    """One call, ready to read."""

    call: Call
    what: str
    due: str
    wanted: str
    cover: str
    hours: str
    language: str
    words: str
    """What is said to a trusted contact, in the contact's language; empty for other calls."""


@blueprint.get("/calls")
def calls_page() -> ResponseReturnValue:
    """Calls that wait, the first due first."""
    return _page()


@blueprint.post("/calls/<task_id>")
def note_call(task_id: str) -> ResponseReturnValue:
    """What came of a call."""
    try:
        outcome = CallOutcome(forms.field("outcome"))
    except ValueError:
        return _page(Refused("no_such_outcome"))
    call_back.note_call(here.helpline(), here.staff(), task_id, outcome)
    flash(NOTED)
    return redirect(url_for("console.calls_page"), code=303)


def _page(refused: Refused | None = None) -> ResponseReturnValue:
    words = here.words()
    rows = [_row(call, words) for call in call_back.calls(here.helpline(), here.staff())]
    return forms.page("calls.html", refused, rows=rows, outcomes=labels.OUTCOMES)


def _row(call: Call, words: Words) -> Row:
    times = call.safe_times
    hours = f"{times.start:%H:%M}-{times.end:%H:%M}" if times != NEVER else ""
    cover = facts.CALL_COVERS.get(call.cover, HANG_UP)
    said = CONTACT_LANGUAGES.get(call.language or "", N_("language not known"))
    return Row(
        call=call,
        what=words.say(TASKS[call.task.kind]),
        due=clock(call.task.due_at, here.helpline().now()),
        wanted=words.say(facts.CALL_TIMES.get(call.wanted, call.wanted)) if call.wanted else "",
        cover=words.say(cover),
        hours=hours,
        language=words.say(said),
        words=_trusted_words(call) if call.task.kind is TaskKind.ASK_TRUSTED else "",
    )


def _trusted_words(call: Call) -> str:
    """The bland words of F38.2; the caseworker puts the name in."""
    helpline = here.helpline()
    text = spoken(helpline, "F38", TRUSTED_TEXT, Conversation(call.task.contact_id or "")).text
    values = {"name": helpline.settings.name}
    return helpline.catalogs.render(text, call.language or "km", values).text
