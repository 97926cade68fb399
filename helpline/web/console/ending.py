"""The end of a case, and its beginning again."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from helpline.core.case import CaseStatus
from helpline.operations import cases
from helpline.web.console import here
from helpline.web.console.case import back_to
from helpline.web.console.door import blueprint
from helpline.web.console.draft import posted
from helpline.web.console.forms import seen_version
from helpline.web.console.words import N_

CLOSED = N_("The case is closed. The person is told what you agreed, when it is safe to.")
PROPOSED = N_("A supervisor has to agree before this case is closed. They have been asked.")
REOPENED = N_("The case is open again. Who had it has it again, if they still can.")


@blueprint.post("/cases/<case_id>/close")
def close(case_id: str) -> ResponseReturnValue:
    """Close the case with a recap and a next step."""
    draft = posted()
    case = cases.close(
        here.helpline(),
        here.staff(),
        case_id,
        draft["recap"],
        draft["next_step"],
        seen_version(),
    )
    flash(CLOSED if case.status is CaseStatus.CLOSED else PROPOSED)
    return redirect(url_for("console.queue_page"), code=303)


@blueprint.post("/cases/<case_id>/reopen")
def reopen(case_id: str) -> ResponseReturnValue:
    """Open a closed case again."""
    reason = posted()["reopen_reason"]
    cases.reopen(here.helpline(), here.staff(), case_id, reason, seen_version())
    return back_to(case_id, REOPENED)
