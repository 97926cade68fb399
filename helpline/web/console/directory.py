"""The directory for staff: find a service, see what is known of it, the calls of today."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from helpline.core.caseworker import Caseworker
from helpline.core.errors import NotFound
from helpline.directory.due import DueCall
from helpline.directory.hours import ZONE
from helpline.directory.terms import Item, Reason
from helpline.directory.verify import MUST_CONFIRM, confirmed_items
from helpline.operations.authorize import Action, may
from helpline.operations.directory import look
from helpline.web.console import directory_labels as labels
from helpline.web.console import here
from helpline.web.console.directory_cards import EntryCard, day, entry_card, point_card
from helpline.web.console.door import blueprint
from helpline.web.console.problems import Problem
from helpline.web.console.words import Words

ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class CallRow:
    """One call to make."""

    call: DueCall
    name: str
    why: str
    reason: str
    since: str


@blueprint.get("/directory")
def directory_page() -> ResponseReturnValue:
    """All services that fit the search, fifty at a time."""
    helpline, person, words = here.helpline(), here.staff(), here.words()
    known, now = look.listing(helpline, person), helpline.now()
    wanted = request.args.get("search", "")[:100].casefold().split()
    state = request.args.get("state", "")
    cards = [entry_card(one, now, words) for one in known.services.values()]
    found = [one for one in cards if _fits(one, wanted, state)]
    number = max(1, request.args.get("page", 1, type=int))
    first = (number - 1) * ON_A_PAGE
    page = render_template(
        "console/directory_list.html",
        cards=found[first : first + ON_A_PAGE],
        total=len(found),
        number=number,
        more=len(found) > first + ON_A_PAGE,
        states=labels.STATES,
        calls=len(look.calls(helpline, known)),
        waiting=look.waiting(helpline, person),
    )
    return make_response(page)


@blueprint.get("/directory/calls")
def directory_calls() -> ResponseReturnValue:
    """Whom to call today."""
    helpline, words = here.helpline(), here.words()
    known = look.listing(helpline, here.staff())
    rows = [_call_row(call, words) for call in look.calls(helpline, known)]
    return make_response(render_template("console/directory_calls.html", rows=rows))


@blueprint.get("/directory/entry/<service_id>")
def directory_entry(service_id: str) -> ResponseReturnValue:
    """One service: contacts, facts, evidence, history."""
    return entry_page(service_id)


@blueprint.get("/directory/proposals/<proposal_id>")
def directory_proposal(proposal_id: str) -> ResponseReturnValue:
    """A proposal of a service that is not in the directory yet."""
    helpline, person = here.helpline(), here.staff()
    found = [one for one in look.waiting(helpline, person) if one.id == proposal_id]
    if not found:
        raise NotFound("no such proposal")
    page = render_template(
        "console/directory_proposal.html",
        proposal=found[0],
        view=look.proposed(helpline, person, found[0]),
        may_approve=_approves(person),
    )
    return make_response(page)


def entry_page(service_id: str, problem: Problem | None = None) -> Response:
    """The page of a service, with what is wrong on top if anything is."""
    helpline, person, words = here.helpline(), here.staff(), here.words()
    view, now = look.entry(helpline, person, service_id), helpline.now()
    service = view.service
    page = render_template(
        "console/directory_entry.html",
        view=view,
        service=service,
        name=service.name.in_(words.language),
        points=[point_card(service, one, now, words, view.names) for one in service.contacts],
        labels=labels,
        day=day,
        serves_confirmed=Item.SERVES in confirmed_items(service, now),
        may_approve=_approves(person),
        problem=problem.text if problem else None,
    )
    return make_response(page, problem.status if problem else 200)


def verify_page(service_id: str, point_id: str, problem: Problem | None = None) -> Response:
    """The form that asks what was confirmed; what was ticked comes back with a problem."""
    helpline, words = here.helpline(), here.words()
    view, now = look.entry(helpline, here.staff(), service_id), helpline.now()
    point = view.service.contact(point_id)
    if point is None:
        return entry_page(service_id)
    page = render_template(
        "console/directory_verify.html",
        view=view,
        service=view.service,
        name=view.service.name.in_(words.language),
        card=point_card(view.service, point, now, words, view.names),
        labels=labels,
        must=MUST_CONFIRM,
        items=tuple(Item),
        now=now.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M"),
        sent=request.form,
        problem=problem.text if problem else None,
    )
    return make_response(page, problem.status if problem else 200)


def _fits(card: EntryCard, wanted: list[str], state: str) -> bool:
    if state and card.state != state:
        return False
    service = card.service
    texts = (service.id, service.name.en, service.name.km, card.needs, service.provider.name)
    numbers = (point.value for point in service.contacts)
    words = " ".join((*texts, *numbers)).casefold()
    return all(one in words for one in wanted)


def _call_row(call: DueCall, words: Words) -> CallRow:
    reason = labels.REASONS[Reason(call.reason)] if call.why == "suspended" else None
    return CallRow(
        call=call,
        name=call.service.name.in_(words.language),
        why=words.say(labels.WHY_CALL[call.why]),
        reason=words.say(reason) if reason else "",
        since=day(call.since),
    )


def _approves(person: Caseworker) -> bool:
    return may(person.role, Action.APPROVE_CONTENT)
