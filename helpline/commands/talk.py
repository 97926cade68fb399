"""`helpline chat`: talk to the helpline in the terminal, without server or account."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from helpline import wiring
from helpline.commands.known import BadState, Known, read_known
from helpline.commands.lines import each, text_of
from helpline.core import events
from helpline.core.channel import Channel
from helpline.core.conversation import Fact
from helpline.core.errors import HelplineError
from helpline.core.message import Status
from helpline.rehearsal import Reaction, Rehearsal, parts_of

DURATION = re.compile(
    r"P(?:(?P<weeks>\d{1,4})W)?(?:(?P<days>\d{1,4})D)?"
    r"(?:T(?:(?P<hours>\d{1,5})H)?(?:(?P<minutes>\d{1,6})M)?(?:(?P<seconds>\d{1,7})S)?)?"
)


@click.command()
@click.option("--lang", type=click.Choice(["km", "en"]), help="Language that is known before.")
@click.option("--channel", type=click.Choice(["sms", "whatsapp", "telegram"]), default="sms")
@click.option("--state", type=click.Path(exists=True, dir_okay=False), help="JSON known before.")
@click.option("--jsonl", is_flag=True, help="JSON lines in and out.")
def chat(lang: str | None, channel: str, state: str | None, jsonl: bool) -> None:
    """Talk in the terminal; --jsonl: one {"say"}, {"press"}, {"advance"} or {"status"} a line."""
    talk = wiring.rehearse(Channel(channel))
    talk.staff(on_call=True)
    _prepare(talk, lang, _read_state(state))
    if jsonl:
        each(lambda given: _answer(talk, given))
    else:
        _interactive(talk)


def _read_state(path: str | None) -> Known:
    try:
        return read_known(Path(path)) if path else Known()
    except (OSError, BadState) as error:
        raise click.UsageError(f"{path}: {_one_line(error)}") from None


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def _prepare(talk: Rehearsal, lang: str | None, known: Known) -> None:
    facts = known.facts | ({Fact.LANGUAGE: lang} if lang else {})
    if facts or known != Known():
        talk.remember(facts, silent_for=known.silent_for)
    if known.pending and not talk.wait_at(*known.pending):
        flow, node = known.pending
        raise click.UsageError(f"there is no question {flow!r} {node!r}")


def _answer(talk: Rehearsal, given: dict[str, Any]) -> dict[str, Any]:
    try:
        reaction = _act(talk, given)
    except HelplineError as error:
        raise ValueError(str(error)) from None
    return _shown(talk, reaction)


def _act(talk: Rehearsal, given: dict[str, Any]) -> Reaction:
    if "say" in given:
        return talk.say(text_of(given, "say"))
    if "press" in given:
        return talk.press(text_of(given, "press"))
    if "advance" in given:
        return talk.advance(read_duration(text_of(given, "advance")))
    if "status" in given:
        return talk.status(Status(text_of(given, "status")))
    raise ValueError('one of "say", "press", "advance", "status" is needed')


def read_duration(text: str) -> timedelta:
    """An ISO 8601 duration such as PT48H or P3D. Raises ValueError."""
    found = DURATION.fullmatch(text.strip().upper())
    given = {k: int(v) for k, v in found.groupdict().items() if v} if found else {}
    if not given:
        raise ValueError("a duration is written like PT48H or P3D")
    return timedelta(**given)


def _shown(talk: Rehearsal, reaction: Reaction) -> dict[str, Any]:
    conversation = talk.conversation()
    at = conversation.at if conversation else None
    priced = talk.terminal.traits.priced_by_part
    return {
        "replies": [
            {
                "text": sent.text,
                "parts": parts_of(sent, priced=priced),
                **({"buttons": [b.label for b in sent.buttons]} if sent.buttons else {}),
            }
            for sent in reaction.texts
        ],
        "events": [told for turn in reaction.turns for e in turn.events if (told := tell(e))],
        "flow": at.flow if at else None,
        "node": at.node if at else None,
        "owner": talk.owner().value,
    }


def tell(event: events.Event) -> dict[str, Any] | None:
    """An event as JSON, without texts and without what a person typed."""
    if isinstance(event, events.Said):
        return None
    if isinstance(event, events.Remembered):
        if event.fact is Fact.WRITING:
            return {"type": WRITING[event.value]}
        return {"type": "remembered", "fact": event.fact.value, "value": event.value}
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", type(event).__name__).lower()
    shown = (f.name for f in fields(event) if f.repr)
    return {"type": name} | {field: _plain(getattr(event, field)) for field in shown}


def _plain(value: Any) -> Any:
    """A time that passes is written as it is read: PT48H."""
    if not isinstance(value, timedelta):
        return value
    return f"PT{int(value.total_seconds() // 3600)}H"


WRITING = {
    "yes": "opted_in",
    "stopped": "opted_out",
    "silent": "silenced",
    "hidden": "hidden",
    "wrong_number": "wrong_number",
}


def _interactive(talk: Rehearsal) -> None:
    click.echo("Write as a contact would; /wait PT48H lets time pass; Ctrl-D ends.", err=True)
    while True:
        try:
            line = click.prompt("you", prompt_suffix="> ")
        except (EOFError, click.Abort):
            click.echo()
            return
        _show(talk, line)


def _show(talk: Rehearsal, line: str) -> None:
    try:
        wait = line.removeprefix("/wait ")
        reaction = talk.advance(read_duration(wait)) if wait != line else talk.say(line)
    except (ValueError, HelplineError) as error:
        click.echo(f"({error})")
        return
    for sent in reaction.texts:
        click.echo(f"helpline> {sent.text}")
        if sent.buttons:
            click.echo("          " + " ".join(f"[{button.label}]" for button in sent.buttons))
    for turn in reaction.turns:
        for event in turn.events:
            if isinstance(event, events.CaseOpened):
                click.echo(f"          ({event.priority.value} {event.reason.value})")
