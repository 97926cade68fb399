"""`helpline report`: figures for the world with small numbers suppressed, and who has no plan."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import click
import xlsxwriter

from helpline import wiring
from helpline.operations import report as operation
from helpline.operations.helpline import Helpline
from helpline.operations.roster import ZONE
from helpline.reports.indicators import Published, measure, publish
from helpline.reports.no_plan import Unplanned

DAY = click.DateTime(formats=["%Y-%m-%d"])
FORMATS = ("table", "csv", "xlsx", "json")
COLUMNS = ("key", "label", "part", "whole", "share", "target")
NO_PLAN_COLUMNS = ("case", "known_by", "since", "why")
A_YEAR = timedelta(days=365)
NOTE = "No control group: compare with the years before only. <10 hides 1 to 9; rounded to 5."


@click.command()
@click.option("--from", "since", type=DAY, help="First day: 2026-01-01; else a year ago.")
@click.option("--to", "until", type=DAY, help="Last day; else today.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="table")
@click.option("--no-plan", is_flag=True, help="List the survivors without a plan, by pseudonym.")
def report(since: datetime | None, until: datetime | None, form: str, no_plan: bool) -> None:
    """Does anybody reach a helper who stays? Counts below ten are never shown.

    With --no-plan: the list of those who have neither a long-term case, nor an open referral with
    a due date, nor have said no. It is for action and is not suppressed: keep it in the house.
    """
    helpline = wiring.from_environment()
    if no_plan:
        rows = [_row_of(one) for one in operation.without_plan_anywhere(helpline)]
        _write(form, NO_PLAN_COLUMNS, rows, "")
        return
    begin, end = _days(helpline, since, until)
    found = publish(measure(operation.journeys(helpline, begin, end)))
    _write(form, COLUMNS, [_figures(one) for one in found], NOTE)


def _days(
    helpline: Helpline, since: datetime | None, until: datetime | None
) -> tuple[datetime, datetime]:
    """Local days as moments; the last day counts to its end."""
    now = helpline.now()
    end = _local(until) + timedelta(days=1) if until else now
    begin = _local(since) if since else end - A_YEAR
    if begin >= end:
        raise click.UsageError("--from must be a day before --to")
    return begin, end


def _local(day: datetime) -> datetime:
    return day.replace(tzinfo=ZONE).astimezone(UTC)


def _figures(one: Published) -> dict[str, str]:
    return {name: str(value) for name, value in asdict(one).items()}


def _row_of(one: Unplanned) -> dict[str, str]:
    standing = one.standing
    return {
        "case": f"K-{standing.case_number}" if standing.case_number else "",
        "known_by": standing.survivor.known_by.value,
        "since": one.since.astimezone(ZONE).date().isoformat(),
        "why": one.why.value,
    }


def _write(form: str, columns: Sequence[str], rows: Sequence[dict[str, str]], note: str) -> None:
    if form == "json":
        click.echo(json.dumps({"rows": rows, "note": note}, ensure_ascii=False, indent=2))
    elif form == "csv":
        click.echo(_csv(columns, rows), nl=False)
    elif form == "xlsx":
        sys.stdout.buffer.write(_xlsx(columns, rows))
    else:
        click.echo(_table(columns, rows))
        if note:
            click.echo(note)


def _csv(columns: Sequence[str], rows: Sequence[dict[str, str]]) -> str:
    """Every value is ours; none begins like a formula (SAFETY T23)."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _xlsx(columns: Sequence[str], rows: Sequence[dict[str, str]]) -> bytes:
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, options) as book:
        sheet = book.add_worksheet("report")
        for column, name in enumerate(columns):
            sheet.write_string(0, column, name)
            for line, row in enumerate(rows, start=1):
                sheet.write_string(line, column, row[name])
    return content.getvalue()


def _table(columns: Sequence[str], rows: Sequence[dict[str, str]]) -> str:
    shown = [dict(zip(columns, columns, strict=True)), *rows]
    widths = {name: max(len(row[name]) for row in shown) for name in columns}
    return "\n".join(
        "  ".join(row[name].ljust(widths[name]) for name in columns).rstrip() for row in shown
    )
