"""Our own referrals: the list, one of them, and what is done with it."""

from __future__ import annotations

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from helpline.core.errors import HelplineError, Refused
from helpline.core.referral import Because, State
from helpline.operations import authorize
from helpline.operations.authorize import Action
from helpline.operations.referrals import desk, form, override, receiving
from helpline.operations.roster import ZONE
from helpline.web.console import forms, here
from helpline.web.console.clockface import clock
from helpline.web.console.door import blueprint
from helpline.web.console.referral_asking import agreed, asking, handover, receiver_key
from helpline.web.console.referral_labels import ACTS, BECAUSE, STATES
from helpline.web.console.referral_view import facts, field_names, row_of, steps
from helpline.web.console.words import N_

MOVED = N_("Written down.")
CHOSEN = N_("They have it now. What they may see is what the person agreed to.")
TAKEN_BACK = N_("Taken back. The receiver sees nothing of it from now on.")


@blueprint.get("/referrals")
def referrals_page() -> ResponseReturnValue:
    """What was referred to us, what we referred, and what waits for a second person."""
    helpline, person, words = here.helpline(), here.staff(), here.words()
    now = helpline.now()
    may_refer = authorize.may(person.role, Action.REFER)
    may_answer = authorize.may(person.role, Action.ANSWER_REFERRAL)
    incoming = receiving.incoming(helpline, person) if may_answer else ()
    outgoing = desk.outgoing(helpline, person) if may_refer else ()
    deciding = authorize.may(person.role, Action.OVERRIDE_CONSENT)
    waiting = override.waiting(helpline, person) if deciding else ()
    return forms.page(
        "referrals.html",
        incoming=[
            (one, words.say(STATES[one.state]), clock(one.due_at, now) if one.due_at else "")
            for one in incoming
        ],
        outgoing=[row_of(one, now, words) for one in outgoing],
        may_refer=may_refer,
        waiting=[
            (one, field_names(one.fields, words), one.asked_by == person.id) for one in waiting
        ],
    )


@blueprint.get("/referrals/<referral_id>")
def referral_page(referral_id: str) -> ResponseReturnValue:
    """All of one referral of ours."""
    return show(referral_id)


@blueprint.post("/referrals/<referral_id>/step")
def step_referral(referral_id: str) -> ResponseReturnValue:
    """Write down what a receiver outside answered."""
    try:
        desk.step(
            here.helpline(),
            here.staff(),
            referral_id,
            wanted_state(),
            reason(),
            forms.seen_version(),
        )
    except Refused as refused:
        return show(referral_id, refused)
    return _back(referral_id, MOVED)


@blueprint.post("/referrals/<referral_id>/choose")
def choose_receiver(referral_id: str) -> ResponseReturnValue:
    """Give it the receiver that the person agreed to."""
    try:
        desk.choose(
            here.helpline(),
            here.staff(),
            referral_id,
            receiver_key(),
            agreed(),
            forms.seen_version(),
        )
    except Refused as refused:
        return show(referral_id, refused)
    return _back(referral_id, CHOSEN)


@blueprint.post("/referrals/<referral_id>/describe")
def describe_referral(referral_id: str) -> ResponseReturnValue:
    """Correct what is known; what is shared stays what was agreed."""
    try:
        known = desk.dossier(here.helpline(), here.staff(), referral_id).referral.handover
        desk.describe(
            here.helpline(), here.staff(), referral_id, handover(known), forms.seen_version()
        )
    except Refused as refused:
        return show(referral_id, refused)
    return _back(referral_id, MOVED)


@blueprint.post("/referrals/<referral_id>/take-back")
def take_back_referral(referral_id: str) -> ResponseReturnValue:
    """The person took their yes back."""
    try:
        desk.take_back(here.helpline(), here.staff(), referral_id, forms.field("reason"))
    except Refused as refused:
        return show(referral_id, refused)
    return _back(referral_id, TAKEN_BACK)


@blueprint.get("/referrals/<referral_id>/form")
def referral_form(referral_id: str) -> ResponseReturnValue:
    """The minimal form on paper, for a receiver without this system."""
    try:
        found = form.printed(here.helpline(), here.staff(), referral_id)
    except Refused as refused:
        return show(referral_id, refused)
    now, words = here.helpline().now(), here.words()
    return forms.page(
        "referral_form.html",
        form=found,
        facts=facts(found.handed, words),
        sent=clock(found.handed.sent_at, now),
        today=now.astimezone(ZONE).strftime("%d/%m/%Y %H:%M"),
    )


@blueprint.post("/referrals/<referral_id>/oscar")
def referral_file(referral_id: str) -> ResponseReturnValue:
    """The same for a receiver that uses OSCaR, as a file. It is sent nowhere."""
    try:
        content = form.oscar_file(here.helpline(), here.staff(), referral_id)
    except Refused as refused:
        return show(referral_id, refused)
    response = Response(content, mimetype="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="referral-oscar.json"'
    return response


def show(referral_id: str, refused: HelplineError | None = None) -> Response:
    """The page of one referral, with what was refused said on top."""
    helpline, person, words = here.helpline(), here.staff(), here.words()
    now = helpline.now()
    found = desk.dossier(helpline, person, referral_id)
    referral = found.referral
    return forms.page(
        "referral.html",
        refused if isinstance(refused, Refused) else None,
        found=found,
        referral=referral,
        row=row_of(referral, now, words),
        fields=field_names(referral.shown, words),
        steps=steps(found, now, words),
        acts=[(state.value, words.say(ACTS[state])) for state in found.next_states],
        because=[(one.value, words.say(label)) for one, label in BECAUSE.items()],
        stalled=clock(referral.stalled_at, now) if referral.stalled_at else "",
        **asking(words),
    )


def wanted_state() -> State:
    """The step that was asked for. Raises Refused."""
    try:
        return State(forms.field("state"))
    except ValueError:
        raise Refused("no_such_move") from None


def reason() -> Because | None:
    """Why, from the closed list; None if nothing was chosen."""
    try:
        return Because(forms.field("because"))
    except ValueError:
        return None


def _back(referral_id: str, said: str) -> ResponseReturnValue:
    flash(said)
    return redirect(url_for("console.referral_page", referral_id=referral_id), code=303)
