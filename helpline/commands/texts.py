"""`helpline understand`, `helpline text`, `helpline flows`: look at words without a talk."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import click

from helpline import wiring
from helpline.commands.lines import each, text_of
from helpline.commands.proving import proven
from helpline.flow.check import Checked, check_all
from helpline.flow.check.spelling import outside_words
from helpline.flow.definition import Flow
from helpline.flow.diagram import of_all, of_flow
from helpline.flow.graph import map_of, picture_of
from helpline.flow.svg import drawn
from helpline.text import khmer, sms
from helpline.text.facts import Amount

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
            "amount": _amount(found.amount),
        }

    each(answer)


def _amount(amount: Amount | None) -> dict[str, str | None] | None:
    """The value as digits in a string: a sum of money is no floating-point number."""
    return {"value": str(amount.value), "currency": amount.currency} if amount else None


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
@click.option("--quick", is_flag=True, help="Only read; do not walk every talk.")
@click.option(
    "--words",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A list of Khmer words, one a line: names translations that no word can spell.",
)
def check(as_json: bool, quick: bool, words: Path | None) -> None:
    """Prove what a reader cannot see; exit 1 if something is wrong.

    It reads flows and catalogues, and then walks every talk that they allow: in Khmer, Latin
    Khmer and English, by SMS and Telegram, with people on duty and with nobody. A broken claim
    comes with the talk that leads to it.
    """
    content = wiring.read_content()
    report = check_all(content.flows, content.catalogs, content.lexicon)
    problems, counts = list(report.problems), dict(report.counts)
    if words and (known := _word_list(words)):
        checked = Checked(content.flows, content.catalogs, content.lexicon)
        problems += outside_words(checked, known)
    if not quick:
        proof = proven(content)
        problems += sorted(proof.problems)
        counts |= {"places in talks": proof.places, "turns": proof.turns}
    if as_json:
        found = [dataclasses.asdict(problem) for problem in problems]
        click.echo(json.dumps({"counts": counts, "problems": found}))
    else:
        for problem in problems:
            click.echo(str(problem))
        click.echo(", ".join(f"{count} {what}" for what, count in counts.items()))
    raise SystemExit(1 if problems else 0)


def _word_list(path: Path) -> list[str]:
    """The words of a list; without the file the check is skipped, and says so."""
    if not path.exists():
        click.echo(f"SKIPPED: the spelling of Khmer, because {path} is not there", err=True)
        return []
    return path.read_text("utf-8").split()


@flows.command()
@click.argument("flow", required=False)
@click.option(
    "--format", "style", type=click.Choice(["mermaid", "svg"]), default="mermaid", show_default=True
)
def graph(flow: str | None, style: str) -> None:
    """Draw one flow, or the map of all flows. SVG opens in any browser."""
    known = wiring.read_content().flows
    if flow is None:
        click.echo(map_of(known) if style == "mermaid" else drawn(of_all(known)), nl=style != "svg")
        return
    edition = known.find(flow)
    if edition is None:
        raise click.UsageError(f"there is no flow {flow}")
    picture = picture_of(edition) if style == "mermaid" else drawn(of_flow(edition))
    click.echo(picture, nl=style != "svg")


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
