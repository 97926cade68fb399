"""Nobody without a plan: the survivors who have none, the longest known first."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from helpline.operations import report
from helpline.web.console import forms, here
from helpline.web.console.clockface import wait
from helpline.web.console.door import blueprint
from helpline.web.console.referral_labels import KNOWN_BY, WHY_UNPLANNED


@blueprint.get("/no-plan")
def no_plan_page() -> ResponseReturnValue:
    """Who has neither a long-term case, nor an open referral, nor said no."""
    helpline, words = here.helpline(), here.words()
    now = helpline.now()
    rows = [
        {
            "case_id": one.standing.case_id,
            "name": f"K-{one.standing.case_number}" if one.standing.case_number else "",
            "why": words.say(WHY_UNPLANNED[one.why]),
            "known_by": words.say(KNOWN_BY[one.standing.survivor.known_by]),
            "since": wait(words, now - one.since),
        }
        for one in report.without_plan(helpline, here.staff())
    ]
    return forms.page("no_plan.html", rows=rows)
