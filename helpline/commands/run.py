"""`helpline run`: everything on one machine.

This process lives as long as all the others, so it loads as little as it can.
"""

from __future__ import annotations

import os
from pathlib import Path

import click

from helpline import redis_server
from helpline.commands import demo_settings
from helpline.config import Config
from helpline.supervise import Process, Supervisor, port_is_free, read_procfile, serves

LOOPBACK = "127.0.0.1"
PROCFILE = Path(__file__).resolve().parent.parent.parent / "Procfile"


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
        config = Config.from_env(env)
        code = _supervise(config, folder, port, env)
    except redis_server.RedisMissing as error:
        raise click.ClickException(str(error)) from None
    raise SystemExit(code)


def _environment(folder: Path, port: int, demo: bool) -> dict[str, str]:
    """The settings of the children: what is set outside wins; set to nothing is not set."""
    given = {
        name: value
        for name, value in os.environ.items()
        if value.strip() or not name.startswith("HELPLINE_")
    }
    env = given | {"HELPLINE_HOME": str(folder), "PORT": str(port)}
    if not demo:
        return env
    return demo_settings.read(folder, port) | env | {"HELPLINE_DEMO": "1"}


def _supervise(config: Config, folder: Path, port: int, env: dict[str, str]) -> int:
    processes = list(
        read_procfile(PROCFILE, ready={"web": lambda: serves(LOOPBACK, port, "/health/live")})
    )
    if "HELPLINE_REDIS_URL" in env:
        return _run(config, folder, processes, env)
    redis = redis_server.embedded(folder)
    if redis.notice:
        click.echo(redis.notice)
    first = Process("redis", redis.command(), redis.answers, f"({redis.log} says why)")
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
        for line in demo_settings.sign_in(folder).splitlines():
            click.echo(f"    sign in        {line}")
        click.echo(f"  phone simulator  {config.public_url}/demo/")
    click.echo(f"  data             {folder}\n  stop             Ctrl-C\n")
