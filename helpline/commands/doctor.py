"""`helpline doctor`: is this installation ready for people in danger?"""

from __future__ import annotations

import click

from helpline import wiring
from helpline.core.errors import Refused
from helpline.operations.helpline import Helpline
from helpline.operations.readiness import lacks
from helpline.operations.registering import register


@click.command()
@click.option("--live", is_flag=True, help="Ask the providers, too, whether messages would arrive.")
@click.option("--register", "tell", is_flag=True, help="First tell Telegram our web address.")
def doctor(live: bool, tell: bool) -> None:
    """Say what is missing before real people write, with its remedy; exit 1 if anything is.

    Settings that are missing or weak are told first, all at once, with exit code 2.
    """
    helpline = wiring.from_environment()
    if tell:
        _register(helpline)
    found = lacks(helpline, live=live)
    for lack in found:
        click.echo(f"- {lack.what}\n    {lack.remedy}")
    click.echo(f"{len(found)} things are missing" if found else "ready")
    raise SystemExit(1 if found else 0)


def _register(helpline: Helpline) -> None:
    try:
        told = register(helpline)
    except Refused as error:
        raise click.ClickException(f"the provider does not take our address: {error}") from None
    click.echo(f"registered: {', '.join(told) or 'no channel needs it'}")
