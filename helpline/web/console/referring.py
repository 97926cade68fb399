"""Refer the contact of a case, with their yes or by the decision of two persons."""

from __future__ import annotations

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from helpline.core.errors import Refused
from helpline.operations.authorize import Action, may
from helpline.operations.referrals import desk, override
from helpline.web.console import forms, here
from helpline.web.console.door import blueprint
from helpline.web.console.referral_asking import agreed, asking, handover, receiver_key
from helpline.web.console.referral_view import row_of
from helpline.web.console.words import N_

SENT = N_("Referred. They see what the person agreed to, and nothing else.")
ASKED = N_("Asked for. Nothing is shared before a second person has agreed.")
CONFIRMED = N_("Agreed. The case can be referred by this decision now.")


@blueprint.get("/cases/<case_id>/refer")
def refer_page(case_id: str) -> ResponseReturnValue:
    """The referrals of this case, and the forms for a new one."""
    return _page(case_id)


@blueprint.post("/cases/<case_id>/refer")
def refer_case(case_id: str) -> ResponseReturnValue:
    """Refer with the yes that was heard from the person."""
    try:
        referral = desk.refer(
            here.helpline(), here.staff(), case_id, receiver_key(), agreed(), handover()
        )
    except Refused as refused:
        return _page(case_id, refused)
    flash(SENT)
    return redirect(url_for("console.referral_page", referral_id=referral.id), code=303)


@blueprint.post("/cases/<case_id>/override")
def ask_override(case_id: str) -> ResponseReturnValue:
    """Ask a second person to decide that something is shared without a yes."""
    try:
        override.ask(
            here.helpline(),
            here.staff(),
            case_id,
            receiver_key(),
            agreed().fields,
            forms.field("reason"),
        )
    except Refused as refused:
        return _page(case_id, refused)
    flash(ASKED)
    return redirect(url_for("console.refer_page", case_id=case_id), code=303)


@blueprint.post("/overrides/<override_id>/confirm")
def confirm_override(override_id: str) -> ResponseReturnValue:
    """The second person agrees, and the referral is made by this decision."""
    helpline, person = here.helpline(), here.staff()
    referral = override.carry_out(helpline, person, override_id)
    flash(CONFIRMED)
    return redirect(url_for("console.referral_page", referral_id=referral.id), code=303)


def _page(case_id: str, refused: Refused | None = None) -> Response:
    helpline, person, words = here.helpline(), here.staff(), here.words()
    now = helpline.now()
    known = desk.of_case(helpline, person, case_id)
    return forms.page(
        "refer.html",
        refused,
        case_id=case_id,
        rows=[row_of(one, now, words) for one in known],
        known=known[0].handover if known else None,
        may_override=may(person.role, Action.OVERRIDE_CONSENT),
        typed=forms.typed("receiver", "receiver_name", "first_name", "reason"),
        **asking(words),
    )
