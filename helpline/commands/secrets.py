"""`helpline keys` and `helpline audit`: secrets and the proof that nobody changed the record."""

from __future__ import annotations

import base64
import os
import secrets

import click

from helpline import wiring
from helpline.config import Config
from helpline.operations import audit as trail


@click.group()
def keys() -> None:
    """Keys for .env."""


@keys.command()
@click.option("--id", "key_id", default="k1", show_default=True, help="Id of the master key.")
def new(key_id: str) -> None:
    """Print fresh secrets as settings; nothing is written anywhere."""
    click.echo(f"HELPLINE_KEYS={key_id}:{_random()}")
    for name in ("INDEX_KEY", "AUDIT_KEY", "SESSION_KEY"):
        click.echo(f"HELPLINE_{name}={_random()}")
    click.echo(f"HELPLINE_TELEGRAM_SECRET={secrets.token_urlsafe(48)}")


@keys.command()
def rotate() -> None:
    """Wrap every data key by the first key of HELPLINE_KEYS; safe to interrupt and run again."""
    for step in wiring.store_of(Config.from_env(os.environ)).rewrap_keys():
        click.echo(f"{step.table}\t{step.seen} seen\t{step.changed} wrapped anew")
    click.echo("done: the older keys may leave HELPLINE_KEYS")


@click.group()
def audit() -> None:
    """The audit record."""


@audit.command()
def verify() -> None:
    """Check the chain; exit 1 and the first bad entry if somebody changed it."""
    with wiring.from_environment().store.begin() as tx:
        broken = tx.audit.first_broken()
    if broken is not None:
        raise click.ClickException(f"entry {broken} does not fit the chain")
    click.echo("the chain is whole")


@audit.command()
def head() -> None:
    """Print how many entries there are and the last MAC: keep a copy outside the database.

    The clock also writes it to the log once a day.
    """
    count, mac = trail.head(wiring.from_environment())
    click.echo(f"{count}\t{mac}")


def _random() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()
