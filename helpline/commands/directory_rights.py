"""`helpline directory rights`: texts about rights, which only a lawyer's reading makes sayable."""

from __future__ import annotations

from datetime import UTC, datetime, time
from pathlib import Path

import click

from helpline import wiring
from helpline.core.errors import ContentError, NotFound, Refused
from helpline.directory.hours import ZONE
from helpline.directory.seed_files import read_entitlements
from helpline.directory.verify import entitlement_state
from helpline.operations.directory import rights as texts

REFUSALS = {
    "future_date": "--on lies in the future: only what has happened counts",
    "name_needed": "--lawyer needs a name: somebody answers for the text",
    "not_allowed": "only a supervisor records a review",
}


@click.group()
def rights() -> None:
    """Texts about rights; what no lawyer has read within 180 days is never said."""


@rights.command("import")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def take(path: Path) -> None:
    """Take texts from a TOML file: [[rights]] with id, words.en, words.km, source, fills.

    All of them or none, as candidates. A text whose words changed has to be read again.
    """
    try:
        found = read_entitlements({path.name: path.read_text("utf-8")})
    except (ContentError, UnicodeDecodeError) as error:
        raise click.UsageError(str(error)) from None
    taken = texts.take(wiring.from_environment(), found)
    click.echo(f"{taken} taken, {len(found) - taken} unchanged")


@rights.command("list")
def listing() -> None:
    """Every text with its state; candidates are marked UNREVIEWED."""
    helpline = wiring.from_environment()
    now = helpline.now()
    for text in texts.listed(helpline):
        state = entitlement_state(text, now).value
        mark = "-" if state in {"verified", "due"} else "UNREVIEWED"
        click.echo("\t".join((text.id, state, mark, text.reviewed_by or "-", text.words.in_("en"))))


@rights.command()
@click.argument("text_id", metavar="TEXT")
@click.option("--by", required=True, help="Sign-in name of the supervisor who records it.")
@click.option("--lawyer", required=True, help="Name of the lawyer who has read it.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The day of that.")
def review(text_id: str, by: str, lawyer: str, on: datetime) -> None:
    """Record that a lawyer has read a text in both languages and agrees that it is said."""
    helpline = wiring.from_environment()
    with helpline.store.read() as tx:
        person = tx.staff.by_sign_in_name(by)
    if person is None or person.disabled:
        raise click.UsageError(f"nobody signs in as {by!r}")
    at = datetime.combine(on.date(), time(), ZONE).astimezone(UTC)
    try:
        text = texts.review(helpline, person, text_id, lawyer, at)
    except NotFound as error:
        raise click.UsageError(f"{error}: see helpline directory rights list") from None
    except Refused as error:
        raise click.UsageError(REFUSALS.get(error.code, error.code)) from None
    click.echo(f"{text.id}\t{entitlement_state(text, helpline.now()).value}")
