"""The queue: who needs help first, and who has them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from helpline.core.case import CaseStatus, Priority
from helpline.operations import cases
from helpline.web.console import here
from helpline.web.console.cards import Card, card_of
from helpline.web.console.door import blueprint
from helpline.web.console.polling import unless_known
from helpline.web.console.words import Words


@dataclass(frozen=True, slots=True)
class Board:
    """The whole queue at one moment."""

    cards: tuple[Card, ...]
    free: int
    free_p1: int
    mine: int

    def etag(self, words: Words) -> str:
        """Changes when anything on the board does; a minute that passes counts."""
        shown = f"{words.language} {self!r}"
        return hashlib.sha256(shown.encode()).hexdigest()[:24]


@blueprint.get("/queue")
def queue_page() -> ResponseReturnValue:
    """The queue: by severity, then what nobody has, then by age."""
    found = board()
    return render_template("console/queue.html", board=found, etag=found.etag(here.words()))


@blueprint.get("/queue/rows")
def queue_rows() -> ResponseReturnValue:
    """The queue alone, for an open page; 304 while nothing has changed."""
    found = board()
    etag = found.etag(here.words())
    return unless_known(
        etag, lambda: render_template("console/_queue.html", board=found, etag=etag)
    )


@blueprint.get("/queue/danger")
def danger() -> ResponseReturnValue:
    """How many dangers nobody has, for a page that shows something else; 304 while it is so."""
    count = free_p1()
    return unless_known(str(count), lambda: render_template("console/_danger.html", free_p1=count))


def free_p1() -> int:
    """How many cases of the first priority wait for somebody to take them."""
    rows = cases.queue(here.helpline(), here.staff())
    free = [row.case for row in rows if row.case.status is CaseStatus.OPEN]
    return sum(case.priority is Priority.P1 for case in free)


def board() -> Board:
    """The queue of the person's organisation as it stands now."""
    helpline, person, words = here.helpline(), here.staff(), here.words()
    now = helpline.now()
    rows = cases.queue(helpline, person)
    cards = sorted(
        (card_of(helpline, row, person, words, now) for row in rows),
        key=lambda card: (card.priority, not card.free),
    )
    free = [card for card in cards if card.free]
    return Board(
        cards=tuple(cards),
        free=len(free),
        free_p1=sum(card.priority == Priority.P1.value for card in free),
        mine=sum(card.mine for card in cards),
    )
