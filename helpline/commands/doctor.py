"""`helpline doctor`: is this installation ready for people in danger?"""

from __future__ import annotations

import click

from helpline import wiring
from helpline.operations.readiness import lacks


@click.command()
@click.option("--live", is_flag=True, help="Ask the providers, too, whether messages would arrive.")
def doctor(live: bool) -> None:
    """Say what is missing before real people write, with its remedy; exit 1 if anything is.

    Settings that are missing or weak are told first, all at once, with exit code 2.
    """
    found = lacks(wiring.from_environment(), live=live)
    for lack in found:
        click.echo(f"- {lack.what}\n    {lack.remedy}")
    click.echo(f"{len(found)} things are missing" if found else "ready")
    raise SystemExit(1 if found else 0)
