"""`helpline directory`: take services in, give them out, verify, match, see what is due."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from helpline import wiring
from helpline.commands import directory_files as files
from helpline.commands.directory_questions import answer_of, query_of
from helpline.commands.directory_rights import rights
from helpline.commands.lines import each
from helpline.core.caseworker import Caseworker
from helpline.core.errors import NotFound, Refused, Stale
from helpline.directory.hsds.check import Problem
from helpline.directory.hsds.parcel import Parcel
from helpline.directory.hsds.table import descriptor, write_tables
from helpline.directory.hsds.write import plain, whole
from helpline.directory.match import match as find
from helpline.directory.model import Findings, Service
from helpline.directory.sheet.template import explained, template
from helpline.directory.terms import Claim, Cost, Group, Intake, Item, Method, Reason
from helpline.directory.verify import state_of
from helpline.operations.directory import look, report, take_in, verify
from helpline.operations.directory.outcomes import outcomes_of
from helpline.operations.helpline import Helpline

JSONL = click.option("--jsonl", is_flag=True, help="One JSON object per line.")
BY = click.option("--by", required=True, help="Sign-in name of the member of staff who did it.")
T = TypeVar("T")
SHOWN = 50
"""Problems told one by one; the rest are counted."""

REFUSALS = {
    "future_date": "--at lies in the future: only what has happened verifies",
    "call_not_confirmed": "an act that does not confirm answers, name and listing verifies nothing",
    "before_suspension": "it was suspended after that: only a newer act brings it back",
    "bad_hours": 'hours are written "always" or like "mon-fri 08:00-17:00; sat 08:00-12:00"',
    "retired": "it is retired: add a new contact point instead",
    "nothing_to_approve": "no act of another person waits for approval",
    "not_allowed": "the role of this member of staff does not include it",
}


@click.group()
def directory() -> None:
    """Services that contacts may be told of; what nobody has verified is never said."""


@directory.command("import")
@click.argument("path", type=click.Path(exists=True, path_type=Path), metavar="FILE")
@click.option("--dry-run", is_flag=True, help="Read and judge it; take nothing.")
def take(path: Path, dry_run: bool) -> None:
    """Take services from a sheet (CSV, one service a row: see `template`) or from an HSDS 3.0
    file: JSON, JSON lines, or a tabular package (zip, folder).

    Everything lands as a candidate. A row or object that is refused is left out whole; exit 1
    then.
    """
    helpline = wiring.from_environment()
    parcel = files.read_path(path, helpline.now())
    _tell(parcel)
    if not dry_run and parcel.services:
        taken = take_in.take_in(helpline, parcel.services)
        for one in taken.kept:
            click.echo(f"kept as it is, because somebody here has worked on it: {one}", err=True)
        counts = f"{taken.added} added, {taken.changed} changed, {taken.unchanged} unchanged"
        click.echo(f"{counts}, {len(taken.kept)} kept, {len(parcel.problems)} problems")
    else:
        click.echo(f"{len(parcel.services)} would be taken, {len(parcel.problems)} problems")
    raise SystemExit(1 if parcel.problems else 0)


@directory.command("template")
@click.option("--explain", is_flag=True, help="Say what goes into each column instead.")
def empty_sheet(explain: bool) -> None:
    """Print an empty sheet (CSV) to fill in, one service a row, for `import`."""
    text = "".join(f"{line}\n" for line in explained()) if explain else template()
    click.echo(text.encode("utf-8"), nl=False)


@directory.command()
@click.option("--plain", "is_plain", is_flag=True, help="The standard's own members only.")
@click.option(
    "--tabular", "folder", type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
    help="Write the tabular package into this folder.",
)  # fmt: skip
def export(is_plain: bool, folder: Path | None) -> None:
    """Give services out as HSDS 3.0 JSON.

    The plain and the tabular form hold no contact that is not publishable now and no address
    that is not public.
    """
    helpline = wiring.from_environment()
    now = helpline.now()
    if not is_plain and folder is None:
        _print([whole(one, now) for one in look.everything(helpline)])
        return
    known = look.snapshot(helpline)
    shown = [one for one in known.services.values() if not one.exclude_reason]
    documents = [plain(one, now, known.changed.get(one.id)) for one in shown]
    if folder is None:
        _print(documents)
        return
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in write_tables(documents).items():
        (folder / name).write_text(text, "utf-8", newline="")
    (folder / "datapackage.json").write_text(json.dumps(descriptor(), indent=2), "utf-8")
    click.echo(f"{len(documents)} services written to {folder}")


@directory.command("verify")
@click.argument("service_id", metavar="SERVICE")
@click.argument("point_id", metavar="CONTACT")
@BY
@click.option("--method", type=click.Choice([one.value for one in Method]), default="call")
@click.option("--at", help="When, with zone, e.g. 2026-11-21T10:00+07:00; now when not given.")
@click.option(
    "--confirmed", required=True, help=f"What was confirmed, with commas: {', '.join(Item)}."
)
@click.option("--serves", multiple=True, metavar="GROUP=YES|NO", help="e.g. men=yes; repeatable.")
@click.option("--intake", type=click.Choice([one.value for one in Intake]))
@click.option("--informs-police", type=click.Choice(["yes", "no", "unknown"]))
@click.option("--cost", type=click.Choice([one.value for one in Cost]))
@click.option("--hours", help='"always" or like "mon-fri 08:00-17:00".')
@click.option("--notes", default="", help="About the call; nothing about any contact.")
def record(service_id: str, point_id: str, by: str, **given: Any) -> None:
    """Record that somebody verified a contact point of a service."""
    helpline = wiring.from_environment()
    person = _person(helpline, by)
    checked = _checked(helpline, given)
    place = (service_id, point_id)
    service = _try(lambda: verify.verify(helpline, person, place, checked))
    _show_state(helpline, service, point_id)


@directory.command()
@click.argument("service_id", metavar="SERVICE")
@click.argument("point_id", metavar="CONTACT")
@BY
def approve(service_id: str, point_id: str, by: str) -> None:
    """Let a caseworker's verification take effect; for supervisors."""
    helpline = wiring.from_environment()
    person = _person(helpline, by)
    service = _try(lambda: verify.approve(helpline, person, service_id, point_id))
    _show_state(helpline, service, point_id)


@directory.command()
@click.argument("service_id", metavar="SERVICE")
@click.argument("point_id", metavar="[CONTACT]", default="")
@BY
@click.option("--reason", type=click.Choice([one.value for one in Reason]), required=True)
def suspend(service_id: str, point_id: str, by: str, reason: str) -> None:
    """Report what is wrong with a service; what must not be shown any more is suspended at once."""
    helpline = wiring.from_environment()
    person = _person(helpline, by)
    stopped = _try(lambda: report.report(helpline, person, service_id, point_id, Reason(reason)))
    click.echo("suspended" if stopped else "noted; a call is due")


@directory.command()
@click.argument("service_id", metavar="SERVICE")
@click.argument("point_id", metavar="[CONTACT]", default="")
@BY
def retire(service_id: str, point_id: str, by: str) -> None:
    """Take a contact point or a service out for good; for supervisors."""
    helpline = wiring.from_environment()
    person = _person(helpline, by)
    _try(lambda: verify.retire(helpline, person, service_id, point_id))
    click.echo("retired")


@directory.command("match")
@click.option("--jsonl", is_flag=True, required=True, help="JSON lines in and out.")
def explain(jsonl: bool) -> None:  # noqa: ARG001
    """Explain a match: {"needs", "gender", "age_band", "province", ...} in, the answer out."""
    helpline = wiring.from_environment()
    now = helpline.now()
    with helpline.store.read() as tx:
        known = helpline.directory.of(tx)
        went = outcomes_of(tx, known, now)
    each(lambda given: answer_of(find(query_of(given), known, now, went), known))


@directory.command()
@JSONL
def due(jsonl: bool) -> None:
    """What must be called today, the most urgent first."""
    helpline = wiring.from_environment()
    for call in look.calls(helpline, look.snapshot(helpline)):
        told = {
            "service": call.service.id,
            "contact": call.point.id if call.point else None,
            "why": call.why,
            "reason": call.reason,
            "since": call.since.isoformat(),
        }
        _line(told, jsonl)


@directory.command("list")
@JSONL
def listing(jsonl: bool) -> None:
    """Every contact point with its state; candidates are marked UNVERIFIED."""
    helpline = wiring.from_environment()
    now = helpline.now()
    for service in look.snapshot(helpline).services.values():
        for point in service.contacts or (None,):
            state = state_of(service, point, now).value if point else "no contact"
            told = {
                "service": service.id,
                "contact": point.id if point else None,
                "state": state,
                "value": point.value if point else None,
                "mark": "" if state in {"verified", "due"} else "UNVERIFIED",
                "name": service.name.in_("en"),
            }
            _line(told, jsonl)


directory.add_command(rights)


def _line(told: dict[str, Any], jsonl: bool) -> None:
    if jsonl:
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        click.echo("\t".join(str(one or "-") for one in told.values()))


def _print(documents: list[dict[str, Any]]) -> None:
    click.echo(json.dumps(documents, ensure_ascii=False, indent=1).encode("utf-8"))


def _tell(parcel: Parcel) -> None:
    for kind, found in (("refused", parcel.problems), ("odd", parcel.warnings)):
        _tell_each(kind, found)


def _tell_each(kind: str, found: list[Problem]) -> None:
    for one in found[:SHOWN]:
        click.echo(f"{kind}: {one}", err=True)
    if len(found) > SHOWN:
        click.echo(f"{kind}: {len(found) - SHOWN} more like these", err=True)


def _show_state(helpline: Helpline, service: Service, point_id: str) -> None:
    point = service.contact(point_id)
    if point is not None:
        click.echo(f"{service.id}\t{point.id}\t{state_of(service, point, helpline.now()).value}")


def _person(helpline: Helpline, name: str) -> Caseworker:
    with helpline.store.read() as tx:
        person = tx.staff.by_sign_in_name(name)
    if person is None or person.disabled:
        raise click.UsageError(f"nobody signs in as {name!r}")
    return person


def _checked(helpline: Helpline, given: dict[str, Any]) -> verify.Checked:
    try:
        serves = dict(one.split("=", 1) for one in given["serves"])
        items = frozenset(Item(one.strip()) for one in given["confirmed"].split(","))
        at = datetime.fromisoformat(given["at"]) if given["at"] else helpline.now()
        if at.tzinfo is None:
            raise ValueError("--at needs a zone, e.g. 2026-11-21T10:00+07:00")
        police = given["informs_police"]
        found = Findings(
            serves={Group(key): Claim(value) for key, value in serves.items()},
            intake=Intake(given["intake"]) if given["intake"] else None,
            informs_police=Claim(police) if police else None,
            cost=Cost(given["cost"]) if given["cost"] else None,
            hours=given["hours"],
        )
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    return verify.Checked(at, Method(given["method"]), items, found, given["notes"])


def _try(act: Callable[[], T]) -> T:
    try:
        return act()
    except NotFound as error:
        raise click.UsageError(f"{error}: see helpline directory list") from None
    except Stale as error:
        raise click.ClickException(str(error)) from None
    except Refused as error:
        raise click.UsageError(REFUSALS.get(error.code, error.code)) from None
