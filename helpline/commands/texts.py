"""`helpline understand`, `helpline text`, `helpline flows`: look at words without a talk."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import click

from helpline import wiring
from helpline.commands.lines import each, text_of
from helpline.flow.check import check_all
from helpline.flow.definition import Flow
from helpline.flow.graph import map_of, picture_of
from helpline.text import khmer, sms

JSONL = click.option("--jsonl", is_flag=True, required=True, help="JSON lines in and out.")


@click.command()
@JSONL
def understand(jsonl: bool) -> None:  # noqa: ARG001
    """What a message means, as far as words go: {"text"} in, one object out."""
    understander = wiring.read_content().understander

    def answer(given: dict[str, Any]) -> dict[str, Any]:
        found = understander.understand(text_of(given))
        return {
            "script": found.script,
            "language": found.language,
            "priority": found.priority,
            "reason": found.reason,
            "reasons": list(found.reasons),
            "flow": found.flow,
            "opt_out": found.opt_out,
            "concepts": [dataclasses.asdict(concept) for concept in found.concepts],
            "digits": list(found.digits),
            "age": found.age,
            "time_of_day": found.time_of_day.strftime("%H:%M") if found.time_of_day else None,
            "province": found.province,
            "amount": dataclasses.asdict(found.amount) if found.amount else None,
        }

    each(answer)


@click.group()
def text() -> None:
    """SMS parts, match keys and splitting, for scripts."""


@text.command()
@JSONL
def parts(jsonl: bool) -> None:  # noqa: ARG001
    """{"text"} -> {"encoding", "units", "parts"}."""
    each(lambda given: dataclasses.asdict(sms.count(text_of(given))))


@text.command()
@JSONL
def key(jsonl: bool) -> None:  # noqa: ARG001
    """{"text"} -> {"key", "clean"}."""
    each(
        lambda given: {
            "key": khmer.match_key(text_of(given)),
            "clean": khmer.clean_out(text_of(given)),
        }
    )


@text.command()
@JSONL
@click.option("--limit", default=1600, show_default=True, type=click.IntRange(min=1))
def split(jsonl: bool, limit: int) -> None:  # noqa: ARG001
    """{"text"} -> {"messages"}: never cut inside a cluster."""
    each(lambda given: {"messages": sms.split(text_of(given), limit)})


@click.group()
def flows() -> None:
    """Check, draw and list the flows."""


@flows.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines.")
def check(as_json: bool) -> None:
    """Prove what a reader cannot see; exit 1 if something is wrong."""
    content = wiring.read_content()
    report = check_all(content.flows, content.catalogs, content.lexicon)
    if as_json:
        problems = [dataclasses.asdict(problem) for problem in report.problems]
        click.echo(json.dumps({"counts": dict(report.counts), "problems": problems}))
    else:
        for problem in report.problems:
            click.echo(str(problem))
        click.echo(", ".join(f"{count} {what}" for what, count in report.counts.items()))
    raise SystemExit(1 if report.problems else 0)


@flows.command()
@click.argument("flow", required=False)
@click.option("--format", "style", type=click.Choice(["mermaid"]), default="mermaid")
def graph(flow: str | None, style: str) -> None:  # noqa: ARG001
    """Draw one flow, or the map of all flows."""
    known = wiring.read_content().flows
    if flow is None:
        click.echo(map_of(known))
        return
    edition = known.find(flow)
    if edition is None:
        raise click.UsageError(f"there is no flow {flow}")
    click.echo(picture_of(edition))


@flows.command()
def schema() -> None:
    """The JSON Schema of a flow file, for editors."""
    click.echo(json.dumps(Flow.model_json_schema(), indent=2))


@flows.command("texts")
def list_texts() -> None:
    """Every text with its SMS parts per language."""
    content = wiring.read_content()
    for edition in content.flows:
        for node in edition.spoken():
            _show_text(content, edition.id, node)


def _show_text(content: wiring.Content, flow: str, node: Any) -> None:
    for language in ("en", "km"):
        shown = content.catalogs.preview(flow, node, language)
        counted = sms.count(shown)
        click.echo(f"{node.id}\t{language}\t{counted.parts}\t{' / '.join(shown.splitlines())}")
