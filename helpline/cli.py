"""The `helpline` command."""

from __future__ import annotations

import click

from helpline.commands import people, processes, secrets, talk, texts


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """A helpline by SMS, WhatsApp and Telegram. `helpline run` starts everything."""


for command in (
    processes.run,
    processes.migrate,
    processes.worker,
    processes.clock,
    talk.chat,
    texts.understand,
    texts.text,
    texts.flows,
    people.people,
    people.roster,
    secrets.keys,
    secrets.audit,
):
    main.add_command(command)
