"""What staff do with a service: verify, approve, report, retire, decide about a proposal."""

from __future__ import annotations

from datetime import datetime

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from helpline.core.errors import Refused
from helpline.directory.hours import ZONE
from helpline.directory.model import Findings
from helpline.directory.terms import Claim, Cost, Group, Intake, Item, Method, Reason
from helpline.operations.directory import edit, report, verify
from helpline.web.console import here, problems
from helpline.web.console.directory import entry_page, verify_page
from helpline.web.console.door import blueprint
from helpline.web.console.words import N_

VERIFIED = N_("Noted. What is verified is shown; what waits for a second person is not.")
APPROVED = N_("Approved.")
STOPPED = N_("Suspended: it is shown to nobody until somebody verifies it again.")
REPORTED = N_("Noted. A call is on the list.")
RETIRED = N_("Taken out for good.")
PUBLISHED = N_("The change is published.")
TURNED_DOWN = N_("The proposal is turned down.")


@blueprint.get("/directory/entry/<service_id>/verify/<point_id>")
def directory_verify_form(service_id: str, point_id: str) -> ResponseReturnValue:
    """The form for a call."""
    return verify_page(service_id, point_id)


@blueprint.post("/directory/entry/<service_id>/verify/<point_id>")
def directory_verify(service_id: str, point_id: str) -> ResponseReturnValue:
    """Record a call, a visit or a signed message."""
    seen = request.form.get("seen", type=int)
    try:
        checked = _checked()
        verify.verify(here.helpline(), here.staff(), (service_id, point_id), checked, seen)
    except Refused as refused:
        return verify_page(service_id, point_id, problems.of_code(refused.code))
    flash(VERIFIED)
    return _back(service_id)


@blueprint.post("/directory/entry/<service_id>/approve/<point_id>")
def directory_approve(service_id: str, point_id: str) -> ResponseReturnValue:
    """Let a colleague's verification take effect."""
    try:
        verify.approve(here.helpline(), here.staff(), service_id, point_id)
    except Refused as refused:
        return entry_page(service_id, problems.of_code(refused.code))
    flash(APPROVED)
    return _back(service_id)


@blueprint.post("/directory/entry/<service_id>/report")
def directory_report(service_id: str) -> ResponseReturnValue:
    """Say what is wrong with a contact point or the service."""
    try:
        reason = Reason(request.form.get("reason", ""))
    except ValueError:
        return entry_page(service_id, problems.OTHER)
    point_id = request.form.get("point", "")[:200]
    stopped = report.report(here.helpline(), here.staff(), service_id, point_id, reason)
    flash(STOPPED if stopped else REPORTED)
    return _back(service_id)


@blueprint.post("/directory/entry/<service_id>/retire")
def directory_retire(service_id: str) -> ResponseReturnValue:
    """Take a contact point or the service out for good."""
    point_id = request.form.get("point", "")[:200]
    try:
        verify.retire(here.helpline(), here.staff(), service_id, point_id)
    except Refused as refused:
        return entry_page(service_id, problems.of_code(refused.code))
    flash(RETIRED)
    return _back(service_id)


@blueprint.post("/directory/proposals/<proposal_id>")
def directory_decide(proposal_id: str) -> ResponseReturnValue:
    """Publish a proposal or turn it down."""
    service_id = request.form.get("service", "")[:200]
    try:
        if request.form.get("decision") == "publish":
            edit.publish(here.helpline(), here.staff(), proposal_id)
            flash(PUBLISHED)
        else:
            edit.refuse(here.helpline(), here.staff(), proposal_id)
            flash(TURNED_DOWN)
    except Refused as refused:
        return entry_page(service_id, problems.of_code(refused.code))
    return redirect(url_for("console.directory_page"), code=303)


def _back(service_id: str) -> ResponseReturnValue:
    return redirect(url_for("console.directory_entry", service_id=service_id), code=303)


def _checked() -> verify.Checked:
    """What the form says. Raises Refused for what no form of ours sends."""
    form = request.form
    try:
        at = datetime.fromisoformat(form.get("at", "")).replace(tzinfo=ZONE)
        items = frozenset(Item(one) for one in form.getlist("confirmed"))
        serves = {group: Claim(form.get(f"serves_{group.value}", "unknown")) for group in Group}
        found = Findings(
            serves={group: claim for group, claim in serves.items() if claim is not Claim.UNKNOWN},
            intake=Intake(form.get("intake", "unknown")),
            informs_police=Claim(form.get("informs_police", "unknown")),
            cost=Cost(form.get("cost", "unknown")),
            hours=form.get("hours", "").strip()[:200],
        )
        method = Method(form.get("method", ""))
    except ValueError:
        raise Refused("not_understood_form") from None
    return verify.Checked(at, method, items, found, form.get("notes", "")[:500])
