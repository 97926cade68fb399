"""The processes of the Procfile: migrate, worker, clock."""

from __future__ import annotations

import os

import click

from helpline import wiring
from helpline.channels import load_clients
from helpline.commands import demo_people
from helpline.config import Config
from helpline.jobs import clock as ticking
from helpline.jobs import tasks
from helpline.operations import people
from helpline.operations.directory.take_in import take_in
from helpline.queue import LANES, connect, worker_of
from helpline.store.migrate import migrate as migrate_store


@click.command()
def migrate() -> None:
    """Bring the store up to date and keep a copy of the flows; safe to run at every start."""
    config = _config()
    content = wiring.read_content()  # first: what cannot be said must not replace what can
    migrate_store(config.database_url)
    wiring.archive_flows(content.flows, config.home)
    helpline = wiring.build(config)
    people.organisation(helpline, config.operator)
    take_in(helpline, wiring.read_seed(), only_new=True)
    if config.demo:
        demo_people.set_up(helpline, config.home)


@click.command()
@click.option("--queue", "lane", type=click.Choice(LANES), required=True)
def worker(lane: str) -> None:
    """Work on one lane until SIGTERM: the job at hand is finished first."""
    config = _config()
    tasks.serve(wiring.warm(wiring.build(config)))
    load_clients()
    worker_of(connect(config.redis_url), lane).work(logging_level="WARNING")


@click.command()
def clock() -> None:
    """Sweep the store every ten seconds. It seldom has to understand, so it is not made ready."""
    ticking.run(wiring.build(_config()))


def _config() -> Config:
    return Config.from_env(os.environ)
