"""`make understanding`: recall and precision of all sets, and every miss of the one to tune on.

Of the held-out sets only the ids of misses are printed, so that nobody tunes on its words.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

import click

from tests.text.words import lexicon, understander
from tests.understanding import figures
from tests.understanding.figures import Judged
from tests.understanding.sets import DEVELOPMENT, HELDOUTS, SCRIPTS, read

_COUNTED = ("crisis", "risk")


def main() -> int:
    """Prints the report of all sets."""
    words = lexicon()
    click.echo(f"lexicon {words.hash}: {words.count} patterns, {len(words.concepts)} concepts")
    for path in (*HELDOUTS, DEVELOPMENT):
        judged = figures.judge(read(path), understander())
        click.echo(f"\n== {path.name}: {len(judged)} messages")
        _print_priorities(judged)
        _print_concepts(judged)
        _print_misses(judged, with_text=path == DEVELOPMENT)
    return 0


def _print_priorities(judged: Sequence[Judged]) -> None:
    columns = ("P1 recall", "harmless, not P1", "concern, not P1")
    click.echo("{:12}{:>20}{:>20}{:>20}".format("", *columns))
    for name in (*SCRIPTS, "all"):
        some = judged if name == "all" else figures.of(judged, name)
        shares = (figures.p1_recall(some), figures.quiet(some), figures.concerns_not_p1(some))
        click.echo("{:12}{:>20}{:>20}{:>20}".format(name, *map(str, shares)))


def _print_concepts(judged: Sequence[Judged]) -> None:
    click.echo(
        "\n{:20}{:>18}".format("concept", "precision") + _row(f"{s} recall" for s in SCRIPTS)
    )
    for concept in sorted(one.name for one in lexicon().concepts if one.kind in _COUNTED):
        shares = [figures.recall(figures.of(judged, script), concept) for script in SCRIPTS]
        if any(share.whole for share in shares):
            exact = str(figures.precision(judged, concept))
            click.echo(f"{concept:20}{exact:>18}" + _row(map(str, shares)))


def _row(cells: Iterable[str]) -> str:
    return "".join(f"{cell:>18}" for cell in cells)


def _print_misses(judged: Sequence[Judged], *, with_text: bool) -> None:
    missed = [one for one in judged if one.wrongs]
    click.echo(f"\n{len(missed)} messages with something wrong:")
    if not with_text:
        click.echo(" ".join(one.message.id for one in missed))
        return
    for one in missed:
        message = one.message
        text = message.text.replace("\u200b", "|")
        click.echo(
            f"{message.id} {message.script} {message.kind}: {'; '.join(one.wrongs)}\n    {text}"
        )


if __name__ == "__main__":
    sys.exit(main())
