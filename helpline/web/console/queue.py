"""The queue: who needs help first, and who has them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from helpline.core.case import Priority
from helpline.core.casework import NOBODY, Wanted
from helpline.core.channel import Channel
from helpline.operations import cases
from helpline.operations.sign_in import LANGUAGES
from helpline.web.console import here
from helpline.web.console.cards import Card, card_of
from helpline.web.console.clockface import wait
from helpline.web.console.door import blueprint
from helpline.web.console.labels import CHANNELS, CONTACT_LANGUAGES, PRIORITIES
from helpline.web.console.polling import unless_known
from helpline.web.console.words import N_, Words

SIZE = 40
"""Cases on a page: what fits a weak line, and more than anybody takes at once."""
MINE = "mine"
FARTHEST_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Load:
    """How many cases somebody has."""

    id: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the queue the page shows, as its address says it."""

    holder: str = ""
    priority: str = ""
    language: str = ""
    channel: str = ""
    page: int = 1

    def address(self, endpoint: str, page: int | None = None) -> str:
        """The same part of the queue at another endpoint or page."""
        number = page or self.page
        parts = {
            "holder": self.holder,
            "priority": self.priority,
            "language": self.language,
            "channel": self.channel,
            "page": str(number) if number > 1 else "",
        }
        asked = urlencode({name: value for name, value in parts.items() if value})
        return f"{url_for(endpoint)}?{asked}" if asked else url_for(endpoint)

    def __getitem__(self, name: str) -> str:
        """What a filter is set to."""
        return str(getattr(self, name))

    @property
    def filtered(self) -> bool:
        """Something is left out."""
        return bool(self.holder or self.priority or self.language or self.channel)


@dataclass(frozen=True, slots=True)
class Board:
    """A page of the queue at one moment."""

    cards: tuple[Card, ...]
    asked: Asked
    free: int
    free_p1: int
    mine: int
    loads: tuple[Load, ...]
    longest: str
    longest_id: str
    """Who has waited longest that nobody took, and for how long."""
    unread: int
    unread_for: str
    more: bool

    def etag(self, words: Words) -> str:
        """Changes when anything on the board does; a minute that passes counts."""
        shown = f"{words.language} {self!r}"
        return hashlib.sha256(shown.encode()).hexdigest()[:24]


@blueprint.get("/queue")
def queue_page() -> ResponseReturnValue:
    """The queue: by severity, then what nobody has, then by age."""
    found = board()
    words = here.words()
    return render_template(
        "console/queue.html",
        board=found,
        etag=found.etag(words),
        priorities=[
            (p.value, f"{p.value} · {words.say(label)}") for p, label in PRIORITIES.items()
        ],
        channels=[(c.value, words.say(label)) for c, label in CHANNELS.items()],
        spoken=[(code, words.say(label)) for code, label in CONTACT_LANGUAGES.items()],
    )


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


@blueprint.get("/keys")
def keys_page() -> ResponseReturnValue:
    """Which keys do what."""
    return render_template("console/keys.html")


def free_p1() -> int:
    """How many cases of the first priority wait for somebody to take them."""
    return cases.free_dangers(here.helpline(), here.staff())


def board() -> Board:
    """The part of the queue that the address asks for, as it stands now."""
    helpline, person, words = here.helpline(), here.staff(), here.words()
    now, asked = helpline.now(), _asked()
    found = cases.board(helpline, person, _wanted(asked, person.id), SIZE, asked.page)
    unread = found.unread
    longest = found.longest
    return Board(
        cards=tuple(card_of(helpline, row, person, words, now) for row in found.rows),
        asked=asked,
        free=sum(found.free.values()),
        free_p1=found.dangers,
        mine=found.loads.get(person.id, 0),
        loads=tuple(Load(one.id, one.first_name, found.loads[one.id]) for one in found.people),
        longest=_longest(longest.pseudonym, wait(words, now - longest.opened_at), words)
        if longest
        else "",
        longest_id=longest.id if longest else "",
        unread=len(unread),
        unread_for=wait(words, now - unread[0]) if unread else "",
        more=found.more,
    )


LONGEST = N_("Waits longest: {name}, {wait}")


def _longest(name: str, waited: str, words: Words) -> str:
    return words.say(LONGEST, name=name, wait=waited)


def _asked() -> Asked:
    """What the address asks for; what it cannot mean is left out."""
    args = request.args
    page = args.get("page", 1, type=int)
    return Asked(
        holder=_id_or_word(args.get("holder", "")),
        priority=_one_of(args.get("priority", ""), tuple(Priority)),
        language=_one_of(args.get("language", ""), LANGUAGES),
        channel=_one_of(args.get("channel", ""), tuple(Channel)),
        page=min(max(page, 1), FARTHEST_PAGE),
    )


def _wanted(asked: Asked, own_id: str) -> Wanted:
    return Wanted(
        holder=own_id if asked.holder == MINE else asked.holder,
        priority=Priority(asked.priority) if asked.priority else None,
        language=asked.language,
        channel=Channel(asked.channel) if asked.channel else None,
    )


def _one_of(value: str, known: tuple[str, ...]) -> str:
    return value if value in known else ""


def _id_or_word(value: str) -> str:
    known = value in {MINE, NOBODY} or (len(value) == 32 and value.isalnum())
    return value if known else ""
