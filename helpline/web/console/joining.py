"""Join a number to the case of the person it belongs to, and tell two people on one apart."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from helpline.core.casework import Verified
from helpline.core.errors import Refused
from helpline.operations import cases
from helpline.web.console import forms, here
from helpline.web.console.case import back_to
from helpline.web.console.door import blueprint
from helpline.web.console.draft import posted
from helpline.web.console.words import N_

JOINED = N_("The number belongs to the other case now. It can be undone there.")
SEPARATED = N_(
    "This is the case of the other person. What was said before stays in the first case."
)
UNDONE = N_("The number went back.")


@blueprint.post("/cases/<case_id>/merge")
def merge(case_id: str) -> ResponseReturnValue:
    """The same person with another number."""
    draft = posted()
    cases.merge(
        here.helpline(),
        here.staff(),
        case_id,
        draft["merge_name"],
        _verified(),
        draft["merge_reason"],
    )
    return back_to(case_id, JOINED)


@blueprint.post("/cases/<case_id>/separate")
def separate(case_id: str) -> ResponseReturnValue:
    """Another person with the same number."""
    reason = posted()["separate_reason"]
    case = cases.separate(here.helpline(), here.staff(), case_id, _verified(), reason)
    return back_to(case.id, SEPARATED)


@blueprint.post("/cases/<case_id>/undo-move")
def undo_move(case_id: str) -> ResponseReturnValue:
    """The number goes back to whom it was taken from."""
    reason = posted()["undo_reason"]
    cases.undo_move(here.helpline(), here.staff(), case_id, forms.field("move"), reason)
    return back_to(case_id, UNDONE)


def _verified() -> Verified:
    way = forms.field("verified")
    if way not in tuple(Verified):
        raise Refused("not_made_sure")
    return Verified(way)
