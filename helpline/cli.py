"""The `helpline` command."""

from __future__ import annotations

from importlib import import_module

import click

from helpline.config import ConfigError
from helpline.core.errors import ContentError, HelplineError, StoreUnavailable

COMMANDS = {
    "run": "run.run",
    "chat": "talk.chat",
    "understand": "texts.understand",
    "text": "texts.text",
    "flows": "texts.flows",
    "directory": "directory.directory",
    "people": "people.people",
    "roster": "people.roster",
    "report": "report.report",
    "keys": "secrets.keys",
    "audit": "secrets.audit",
    "doctor": "doctor.doctor",
    "forget": "keeping.forget",
    "purge": "keeping.purge",
    "bench": "bench.bench",
    "migrate": "processes.migrate",
    "worker": "processes.worker",
    "clock": "processes.clock",
}


class Commands(click.Group):
    """Loads a command when it is called, so that each process holds only what it needs."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(".")
        found = getattr(import_module(f"helpline.commands.{module}"), name)
        assert isinstance(found, click.Command)  # noqa: S101 - the table is ours
        return found

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; what stands in settings or content is told plainly, with exit code 2."""
        try:
            return super().invoke(ctx)
        except (ConfigError, ContentError) as error:
            click.echo(str(error), err=True)
            ctx.exit(2)
        except StoreUnavailable as error:
            raise click.ClickException(f"the store does not answer: {error}") from None
        except HelplineError as error:
            raise click.ClickException(str(error)) from None


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """A helpline by SMS, WhatsApp and Telegram. `helpline run` starts everything."""
