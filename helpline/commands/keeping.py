"""`helpline forget` and `helpline purge`: let go of people and of what is old enough."""

from __future__ import annotations

import json

import click

from helpline import wiring
from helpline.core.channel import Address
from helpline.core.errors import BadAddress, Refused
from helpline.operations import forget as forgetting
from helpline.operations import purge as purging
from helpline.operations.forget import Decision
from helpline.operations.helpline import Helpline

IN_DANGER = (
    "a P1 case of this contact is open: a supervisor decides first. "
    "If that was decided, run this again with --in-danger"
)


@click.command()
@click.argument("address", required=False)
@click.option("--yes", is_flag=True, help="Do not ask whether this is meant.")
@click.option("--in-danger", is_flag=True, help="A supervisor decided so, although a P1 is open.")
@click.option("--again", is_flag=True, help="After a restore: all who were forgotten before.")
def forget(address: str | None, yes: bool, in_danger: bool, again: bool) -> None:
    """Forget whoever is reached at ADDRESS (tel:+855..., whatsapp:+855..., telegram:123), for good.

    The data key is destroyed and every row is deleted: nobody can bring it back. A stop that was
    said stays known by a keyed hash of the address. Safe to interrupt and to run again.
    """
    if again == (address is not None):
        raise click.UsageError("give either an ADDRESS or --again")
    helpline = wiring.from_environment()
    if address is None:
        click.echo(f"{forgetting.forget_again(helpline)} forgotten again")
        return
    contact_id = _contact_at(helpline, address)
    if not yes:
        click.confirm("Everything about this contact goes, for good. Go on?", abort=True)
    try:
        rows = forgetting.forget(helpline, contact_id, Decision("operator", "asked", in_danger))
    except Refused:
        raise click.ClickException(IN_DANGER) from None
    click.echo(f"forgotten: {rows} rows deleted, the data key destroyed")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines.")
def purge(as_json: bool) -> None:
    """Delete what is older than its time (helpline/data_inventory.toml).

    The clock process does this by itself once a day. Safe to interrupt and to run again.
    """
    gone = purging.purge(wiring.from_environment())
    if as_json:
        click.echo(json.dumps(dict(gone)))
        return
    for name, count in sorted(gone.items()):
        click.echo(f"{name}\t{count}")
    click.echo("nothing else is old enough" if gone else "nothing is old enough")


def _contact_at(helpline: Helpline, address: str) -> str:
    try:
        wanted = Address.parse(address)
    except BadAddress as error:
        raise click.UsageError(f"ADDRESS: {error}") from None
    with helpline.store.read() as tx:
        link = tx.contacts.by_address(wanted)
    if link is None:
        raise click.ClickException("nobody is known at this address")
    return link.contact_id
