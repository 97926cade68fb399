"""Numbers: shown once for a reason, found only if typed exactly; and the code word (T18, T2)."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, flash, render_template, url_for
from flask import redirect as go_to
from flask.typing import ResponseReturnValue

from helpline.core.case import Case, CaseStatus
from helpline.core.channel import Channel
from helpline.core.contact import ContactAddress
from helpline.core.errors import Refused
from helpline.operations import cases
from helpline.operations.ports.cases import QueueRow
from helpline.text.phone import PhoneNumber, parse, written
from helpline.web.console import forms, here
from helpline.web.console.cards import Card, card_of
from helpline.web.console.clockface import clock
from helpline.web.console.door import blueprint
from helpline.web.console.draft import posted
from helpline.web.console.labels import CHANNELS
from helpline.web.console.words import N_

RIGHT = N_("Yes, that is the code word.")
WRONG = N_("No, that is not the code word. Tell nothing; it is written down.")


@dataclass(frozen=True, slots=True)
class Ended:
    """A closed case, as a search shows it."""

    id: str
    name: str
    closed: str


@blueprint.post("/cases/<case_id>/reveal")
def reveal(case_id: str) -> ResponseReturnValue:
    """The numbers behind the mask, this once."""
    found = cases.reveal(here.helpline(), here.staff(), case_id, posted()["reveal_reason"])
    return render_template(
        "console/revealed.html",
        case_id=case_id,
        numbers=[(_channel(link), _number(link)) for link in found.addresses],
        trusted=found.trusted,
    )


@blueprint.post("/cases/<case_id>/code-word")
def check_code_word(case_id: str) -> ResponseReturnValue:
    """Is this the word that the contact chose?"""
    right = cases.check_code_word(here.helpline(), here.staff(), case_id, forms.secret("code_word"))
    flash(RIGHT if right else WRONG)
    return go_to(url_for("console.case_page", case_id=case_id), code=303)


@blueprint.get("/search")
def search_page() -> ResponseReturnValue:
    """The form to look for a number."""
    return _results(None)


@blueprint.post("/search")
def search() -> ResponseReturnValue:
    """Cases of exactly this number or pseudonym. The words are not in any address or log."""
    try:
        found = cases.search(here.helpline(), here.staff(), forms.field("words"))
    except Refused as refused:
        return _results(None, refused)
    return _results([_shown(one) for one in found])


def _results(results: list[Card | Ended] | None, refused: Refused | None = None) -> Response:
    typed = forms.field("words")
    return forms.page("search.html", refused, results=results, typed=typed)


def _shown(found: QueueRow | Case) -> Card | Ended:
    helpline, person = here.helpline(), here.staff()
    now = helpline.now()
    if isinstance(found, Case):
        ended = clock(found.closed_at, now) if found.closed_at else ""
        assert found.status is CaseStatus.CLOSED  # noqa: S101 - an open one comes as a row
        return Ended(found.id, found.pseudonym, ended)
    return card_of(helpline, found, person, here.words(), now)


def _channel(link: ContactAddress) -> str:
    return here.words().say(CHANNELS[link.address.channel])


def _number(link: ContactAddress) -> str:
    """As it is dialled in Cambodia, so that nobody copies it wrongly."""
    if link.address.channel in {Channel.SMS, Channel.WHATSAPP}:
        number = parse(link.address.value)
        if isinstance(number, PhoneNumber):
            return written(number, local=True)
    return link.address.value
