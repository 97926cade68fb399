"""`helpline run`: everything on one machine.

This process loads once what all the others need, words and libraries, and they are its copies:
that takes a fifth of the time and half of the memory (docs/adr/0040-read-the-words-once.md). It
opens nothing that they open, and has one thread, because both must not cross a fork.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path

import click

from helpline import redis_server
from helpline.channels import load_clients
from helpline.commands import demo_settings
from helpline.config import Config
from helpline.supervise import Process, Supervisor, port_is_free, read_procfile, serves

LOOPBACK = "127.0.0.1"
PROCFILE = Path(__file__).resolve().parent.parent.parent / "Procfile"
SHARED = (
    "helpline.commands.processes",
    "helpline.web.console",
    "helpline.demo",
    "helpline.channels.twilio.client",
    "gunicorn.workers.gthread",
)
"""What the processes load, but prometheus_client: see gunicorn.conf.py for when that may be."""


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
    processes = read_procfile(
        PROCFILE, {"web": lambda: serves(LOOPBACK, port, "/health/live")}, _programs(folder)
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


def _programs(home: Path) -> Mapping[str, Callable[[], object]]:
    """The programs of the Procfile as functions, with all that they need loaded.

    Elsewhere than on Linux a fork is not safe or not there: each is then started by itself.
    """
    if not sys.platform.startswith("linux"):
        return {}
    gc.disable()  # nearly all that is made here stays: looking for rubbish takes half a second
    for module in SHARED:
        import_module(module)
    load_clients()
    wiring = import_module("helpline.wiring")
    wiring.read_content(archive=home / "flows").understander.understand("")
    gc.collect()
    gc.freeze()  # the collector would write into every page, and no page stayed shared
    gc.enable()
    return {
        "helpline": import_module("helpline.cli").main,
        "gunicorn": import_module("gunicorn.app.wsgiapp").run,
    }


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
