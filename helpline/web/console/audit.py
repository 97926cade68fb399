"""The audit as each role may read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from helpline.core.caseworker import Caseworker
from helpline.operations import audit
from helpline.operations.authorize import Action, may
from helpline.operations.ports.oversight import AuditLine
from helpline.web.console import forms, here
from helpline.web.console.clockface import clock
from helpline.web.console.door import blueprint
from helpline.web.console.words import N_

WHOLE = N_("The chain is whole: nobody has changed the record.")
BROKEN = N_("The chain is broken. Tell the operator at once: {entry}")


@dataclass(frozen=True, slots=True)
class Row:
    """One entry, ready to read. Codes are shown as they are: they are the record."""

    sequence: int
    time: str
    who: str
    action: str
    about: str
    result: str
    reason: str
    denied: bool
    request: str
    """The id of the web request, as it stands in the log and on a page of an error."""


@blueprint.get("/audit")
def audit_page() -> ResponseReturnValue:
    """The newest entries; older ones by `?before=`."""
    before = request.args.get("before", type=int)
    found = audit.log(here.helpline(), here.staff(), before)
    now = here.helpline().now()
    full = len(found.lines) == audit.PAGE
    return forms.page(
        "audit.html",
        rows=[_row(line, found.staff, clock(line.entry.at, now)) for line in found.lines],
        older=found.lines[-1].sequence if full else None,
        may_verify=may(here.staff().role, Action.VERIFY_AUDIT),
    )


@blueprint.post("/audit/verify")
def verify_audit() -> ResponseReturnValue:
    """Check the chain now."""
    broken = audit.verify(here.helpline(), here.staff())
    words = here.words()
    flash(WHOLE if broken is None else words.say(BROKEN, entry=broken))
    return redirect(url_for("console.start"), code=303)


def _row(line: AuditLine, names: Mapping[str, Caseworker], time: str) -> Row:
    entry = line.entry
    about = names.get(entry.object_id)
    return Row(
        sequence=line.sequence,
        time=time,
        who=names[entry.actor_id].sign_in_name if entry.actor_id in names else entry.actor_id,
        action=entry.action,
        about=f"{entry.object_type} {about.sign_in_name if about else entry.object_id[:8]}",
        result=entry.result,
        reason=entry.reason,
        denied=entry.result != "ok",
        request=entry.request,
    )
