"""Is this installation ready for people in danger? Every missing piece, with its remedy.

Nothing here changes anything. What the settings themselves lack is told by `config`; this asks
what is behind them: the store, the queue, the channels, the directory, the roster, the words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol, runtime_checkable
from urllib.parse import urlsplit

from helpline.core.errors import StoreUnavailable
from helpline.core.message import SendError
from helpline.flow.templates import wanted_templates
from helpline.operations.escalate import roster_of
from helpline.operations.helpline import Helpline
from helpline.operations.ports.store import Transaction

WEEK_HOURS: Final = 7 * 24
DANGER_LINES: Final = ("line", "ambulance")
"""Contacts that texts in danger name: without them these texts only say "go to somebody"."""
NOT_REVIEWED: Final = "needs native review"


@dataclass(frozen=True, slots=True)
class Lack:
    """What is missing and what to do about it."""

    what: str
    remedy: str


@runtime_checkable
class Asked(Protocol):
    """A channel whose provider can be asked whether it would bring us what people write."""

    def hook_problem(self, public_url: str) -> str | None:
        """Why nothing would arrive, in words for the operator; None if it would.

        Raises SendError if the provider does not answer.
        """


def lacks(helpline: Helpline, *, live: bool = False) -> list[Lack]:
    """Everything that is missing; with `live` the providers are asked, too."""
    found = [*_outside(helpline), *_templates(helpline), *_words(helpline)]
    try:
        with helpline.store.read() as tx:
            found += [lack for check in STORED for lack in check(helpline, tx)]
    except StoreUnavailable:
        found.append(Lack("the database does not answer", "start it, or run `helpline migrate`"))
    return found + (list(_hooks(helpline)) if live else [])


def _outside(helpline: Helpline) -> Iterator[Lack]:
    if helpline.settings.demo:
        yield Lack("this is a demonstration", "take HELPLINE_DEMO out of the settings")
    if urlsplit(helpline.settings.public_url).scheme != "https":
        yield Lack("HELPLINE_PUBLIC_URL is not https://", "providers call this address: get one")
    if not helpline.channels:
        yield Lack("no channel is set up", "set the HELPLINE_TWILIO_* or HELPLINE_TELEGRAM_* ones")
    if not helpline.queue.answers():
        yield Lack("Redis does not answer", "start it; until then the clock does the work, late")


def _templates(helpline: Helpline) -> Iterator[Lack]:
    """What a check-in needs on WhatsApp (CONVERSATIONS 9.2)."""
    for name, channel in helpline.channels.items():
        if channel.traits.window is None:
            continue
        known, wanted = channel.traits.templates, set(wanted_templates(helpline.flows))
        lacking = ", ".join(sorted(wanted - known))
        if lacking:
            yield Lack(
                f"{name.value}: not approved for a day after their last message: {lacking}",
                "have them approved as they stand and name them in HELPLINE_WHATSAPP_TEMPLATES",
            )
        strange = ", ".join(sorted(known - wanted))
        if strange:
            yield Lack(
                f"HELPLINE_WHATSAPP_TEMPLATES names texts that are never sent unasked: {strange}",
                "take them out",
            )


def _words(helpline: Helpline) -> Iterator[Lack]:
    texts = helpline.catalogs.unreviewed("km")
    if texts:
        whole = len(helpline.catalogs.entries.get("km", {}))
        yield Lack(
            f"{texts} of {whole} Khmer texts have no native reviewer",
            'put "review: NAME, DATE" beside each in locales/km/LC_MESSAGES/flows.po',
        )
    lists = [one for one in helpline.lexicon.concepts if one.review in ("", NOT_REVIEWED)]
    if lists:
        yield Lack(
            f"{len(lists)} of {len(helpline.lexicon.concepts)} lists of words have no native "
            "reviewer",
            'set review = "NAME, DATE" in each file of flows/words',
        )


def _organisations(_helpline: Helpline, tx: Transaction) -> Iterator[Lack]:
    if not tx.staff.organisations():
        yield Lack("there is no organisation yet", "run `helpline migrate`")


def _danger_lines(helpline: Helpline, tx: Transaction) -> Iterator[Lack]:
    values = helpline.directory.of(tx).values(helpline.now(), local=True, language="km")
    for name in DANGER_LINES:
        if not values.get(name):
            yield Lack(
                f"no verified number for {{{name}}}",
                "call it, then `helpline directory verify`; an unverified one is never sent",
            )


def _roster(helpline: Helpline, tx: Transaction) -> Iterator[Lack]:
    for organisation in tx.staff.organisations():
        roster = roster_of(tx, organisation.id)
        hours = [helpline.now() + timedelta(hours=n) for n in range(WEEK_HOURS)]
        empty = [at for at in hours if not roster.ladder(at)]
        if empty:
            yield Lack(
                f"{organisation.name}: nobody can be called in {len(empty)} of the next "
                f"{WEEK_HOURS} hours, first {_when(empty[0])}",
                "set shifts with `helpline roster`, or add a supervisor",
            )
        silent = [one for one in roster.ladder(helpline.now()) if one.alert_address is None]
        for person in silent:
            yield Lack(
                f"{organisation.name}: {person.first_name} has no address for alerts",
                "set it with `helpline people`",
            )


def _hooks(helpline: Helpline) -> Iterator[Lack]:
    for name, channel in helpline.channels.items():
        if not isinstance(channel, Asked):
            continue
        try:
            problem = channel.hook_problem(helpline.settings.public_url)
        except SendError as error:
            problem = f"the provider does not answer ({error.reason.value})"
        if problem:
            yield Lack(f"{name.value}: {problem}", "see docs/running.md, Webhooks")


def _when(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:00} UTC"


STORED: Final[tuple[Callable[[Helpline, Transaction], Iterator[Lack]], ...]] = (
    _organisations,
    _danger_lines,
    _roster,
)
