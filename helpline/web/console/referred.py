"""What the receiving organisation sees of a referral, and its answer."""

from __future__ import annotations

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from helpline.core.errors import Refused
from helpline.core.referral import State
from helpline.operations.referrals import receiving
from helpline.web.console import forms, here
from helpline.web.console.clockface import clock
from helpline.web.console.door import blueprint
from helpline.web.console.referral_labels import ACTS, BECAUSE, STATES
from helpline.web.console.referral_view import facts
from helpline.web.console.referrals import reason, wanted_state
from helpline.web.console.words import N_

ANSWERED = N_("Your answer is recorded. The organisation that referred sees it.")


@blueprint.get("/referred/<referral_id>")
def referred_page(referral_id: str) -> ResponseReturnValue:
    """The consented fields, while the yes holds; else there is no such page."""
    return _page(referral_id)


@blueprint.post("/referred/<referral_id>/answer")
def answer_referral(referral_id: str) -> ResponseReturnValue:
    """Accept, wait, refuse, or say how far it has come."""
    try:
        state = wanted_state()
        receiving.answer(
            here.helpline(), here.staff(), referral_id, state, reason(), forms.seen_version()
        )
    except Refused as refused:
        return _page(referral_id, refused)
    flash(ANSWERED)
    if state in (State.REFUSED, State.CLOSED):
        return redirect(url_for("console.referrals_page"), code=303)
    return redirect(url_for("console.referred_page", referral_id=referral_id), code=303)


def _page(referral_id: str, refused: Refused | None = None) -> Response:
    helpline, words = here.helpline(), here.words()
    now = helpline.now()
    handed = receiving.look(helpline, here.staff(), referral_id)
    return forms.page(
        "referred.html",
        refused,
        handed=handed,
        facts=facts(handed, words),
        state=words.say(STATES[handed.state]),
        sent=clock(handed.sent_at, now),
        due=clock(handed.due_at, now) if handed.due_at else "",
        acts=[(state.value, words.say(ACTS[state])) for state in handed.next_states],
        because=[(one.value, words.say(label)) for one, label in BECAUSE.items()],
    )
