"""`helpline run` and the processes of the Procfile: migrate, worker, clock."""

from __future__ import annotations

import os
from pathlib import Path

import click

from helpline import redis_server, wiring
from helpline.commands import demo as demonstration
from helpline.config import Config, ConfigError
from helpline.jobs import clock as ticking
from helpline.jobs import tasks
from helpline.queue import LANES, connect, worker_of
from helpline.store.migrate import migrate as migrate_store
from helpline.supervise import Process, Supervisor, port_answers, port_is_free, read_procfile

LOOPBACK = "127.0.0.1"
PROCFILE = wiring.ROOT / "Procfile"


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--home", default="var", show_default=True, type=click.Path(file_okay=False))
@click.option("--demo/--no-demo", default=True, show_default=True)
def run(port: int, home: str, demo: bool) -> None:
    """Everything on one machine: Redis, SQLite, web, workers, clock. Ctrl-C stops it in order."""
    folder = Path(home).resolve()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not port_is_free(LOOPBACK, port):
        raise click.ClickException(f"port {port} is taken; choose another with --port")
    env = _environment(folder, port, demo)
    try:
        config = Config.from_env(env | {"HELPLINE_REDIS_URL": "unix://not-started-yet"})
        code = _supervise(config, folder, port, env)
    except ConfigError as error:
        raise click.UsageError(str(error)) from None
    except redis_server.RedisMissing as error:
        raise click.ClickException(str(error)) from None
    raise SystemExit(code)


def _environment(folder: Path, port: int, demo: bool) -> dict[str, str]:
    """The settings of the children: what is set outside wins over the demo's own."""
    env = dict(os.environ) | {"HELPLINE_HOME": str(folder), "PORT": str(port)}
    if not demo:
        return env
    return demonstration.settings(folder, port) | env | {"HELPLINE_DEMO": "1"}


def _supervise(config: Config, folder: Path, port: int, env: dict[str, str]) -> int:
    processes = list(read_procfile(PROCFILE, ready={"web": lambda: port_answers(LOOPBACK, port)}))
    if "HELPLINE_REDIS_URL" in os.environ:
        return _run(config, folder, processes, env)
    redis = redis_server.embedded(folder)
    if redis.notice:
        click.echo(redis.notice)
    first = Process("redis", redis.command(), ready=redis.answers)
    try:
        return _run(config, folder, [first, *processes], env | {"HELPLINE_REDIS_URL": redis.url})
    finally:
        redis.tidy()


def _run(config: Config, folder: Path, processes: list[Process], env: dict[str, str]) -> int:
    return Supervisor(
        processes,
        env=env,
        lock=folder / "run.lock",
        announce=lambda: _announce(config, folder),
    ).run()


def _announce(config: Config, folder: Path) -> None:
    click.echo(f"\n  console          {config.public_url}/console/")
    if config.demo:
        for line in demonstration.sign_in(folder).splitlines():
            click.echo(f"    sign in        {line}")
        click.echo(f"  phone simulator  {config.public_url}/demo/")
    click.echo(f"  data             {folder}\n  stop             Ctrl-C\n")


@click.command()
def migrate() -> None:
    """Bring the store up to date and keep a copy of the flows; the demo's people too."""
    config = _config()
    migrate_store(config.database_url)
    wiring.archive_flows(config.home)
    if config.demo:
        demonstration.set_up(wiring.build(config), config.home)


@click.command()
@click.option("--queue", "lane", type=click.Choice(LANES), required=True)
def worker(lane: str) -> None:
    """Work on one lane until SIGTERM: the job at hand is finished first."""
    config = _config()
    tasks.serve(wiring.build(config))
    worker_of(connect(config.redis_url), lane).work(logging_level="WARNING")


@click.command()
def clock() -> None:
    """Sweep the store every ten seconds."""
    ticking.run(wiring.build(_config()))


def _config() -> Config:
    try:
        return Config.from_env(os.environ)
    except ConfigError as error:
        raise click.UsageError(str(error)) from None
