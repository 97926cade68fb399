"""`helpline bench`: what the helpline would do with many contacts, and what that would cost."""

from __future__ import annotations

import json
import random
import time
from datetime import UTC, datetime

import click

from helpline import wiring
from helpline.core.events import Text
from helpline.flow.definition import Ask, Say
from helpline.flow.speech import text_of
from helpline.reports.exodus import texts
from helpline.reports.exodus.run import play
from helpline.reports.exodus.texts import PartsOf
from helpline.text import sms

START = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
VALUES = {"name": "Romduol", "hello": "12/03"}
"""What the placeholders of these texts hold; a value as long as a real one."""


@click.command()
@click.option(
    "--scenario",
    type=click.Choice(["exodus"]),
    required=True,
    help="exodus: enrolled contacts over two years, by the scheduler's own rules.",
)
@click.option("--contacts", type=click.IntRange(1, 100_000), default=10_000, show_default=True)
@click.option("--months", type=click.IntRange(1, 36), default=24, show_default=True)
@click.option(
    "--price", type=click.FloatRange(0), default=0.05, show_default=True, help="Per part."
)
@click.option("--seed", type=int, default=1, show_default=True)
def bench(scenario: str, contacts: int, months: int, price: float, seed: int) -> None:
    """Simulate, print the figures as JSON, and fail (exit 1) if a promise was broken."""
    began = time.monotonic()
    chance = random.Random(seed).random  # noqa: S311 - a simulation, not a secret
    outcome = play(contacts, months, START, chance, parts_of_texts())
    figures = {"scenario": scenario, "seed": seed, "price_per_part": price}
    figures |= outcome.summary(price)
    figures["seconds"] = round(time.monotonic() - began, 1)
    click.echo(json.dumps(figures, indent=2, ensure_ascii=False))
    if outcome.broken:
        raise click.ClickException(f"{len(outcome.broken)} invariants broken")


def parts_of_texts() -> PartsOf:
    """SMS parts of each text that is counted, from the catalogues, in both languages."""
    content = wiring.read_content()
    found: dict[tuple[str, bool], int] = {}
    for node_id in texts.ALL:
        flow = node_id.partition(".")[0]
        node = content.flows.current[flow].nodes[node_id]
        assert isinstance(node, Say | Ask)  # noqa: S101 - the table is ours
        text: Text = text_of(flow, node)
        for language in ("km", "en"):
            shown = content.catalogs.render(text, language, VALUES).as_lines()
            found[node_id, language == "km"] = sms.count(shown).parts
    return found
