"""A whole helpline on loopback, with real processes to kill, and the fake providers it talks to."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from helpline.commands import demo_settings
from helpline.config import Config
from helpline.demo.providers import Providers
from helpline.demo.webhooks import Webhook, twilio_message

START_SECONDS = 90
PROGRAM = Path(sys.executable).with_name("helpline")


class Machine:
    """`helpline run` in a home of its own."""

    def __init__(self, home: Path, **settings: str) -> None:
        self.home, self.port = home, free_port()
        self._settings = settings
        self._log = home.with_suffix(".log")
        self._process: subprocess.Popen[bytes] | None = None
        env = demo_settings.read(_made(home), self.port)
        self.own = Providers.of(
            Config.from_env(env | {"HELPLINE_HOME": str(home), "HELPLINE_DEMO": "1"}),
            reports_delivery=False,
        )

    def __enter__(self) -> Machine:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start it and wait until it announces itself."""
        command = [str(PROGRAM), "run", "--home", str(self.home), "--port", str(self.port)]
        env = {k: v for k, v in os.environ.items() if not k.startswith("HELPLINE_")}
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command, stdout=log, stderr=log, env=env | self._settings, start_new_session=True
            )
        wait_for(lambda: b"Ctrl-C" in self._log.read_bytes(), START_SECONDS, self.said)

    def stop(self) -> int:
        """Ctrl-C; the exit code."""
        assert self._process is not None
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
        return self._process.wait(60)

    def said(self) -> str:
        """What the processes wrote."""
        return self._log.read_text("utf-8", "replace")

    def post(self, client: httpx.Client, hook: Webhook) -> int:
        """Deliver a webhook as the provider would; the status."""
        url = f"http://127.0.0.1:{self.port}{hook.path}"
        return client.post(url, headers=dict(hook.headers), content=hook.body).status_code

    def text(self, client: httpx.Client, sender: str, body: str, sid: str) -> int:
        """A signed SMS."""
        return self.post(client, twilio_message(self.own, sender, body, sid=sid))

    def replies(self) -> dict[str, list[str]]:
        """Sender -> texts that the fake Twilio accepted for it."""
        found: dict[str, list[str]] = {}
        for message in self.own.ledger.messages("twilio"):
            if message.direction == "out":
                found.setdefault(message.contact, []).append(message.body)
        return found

    def pids(self, name: str = "") -> list[int]:
        """Processes of this machine, or those of this name in the Procfile."""
        return [
            pid
            for pid, line in _commands()
            if str(self.home) in line or _is_child(pid, self)
            if name in ("", _name(pid))
        ]

    def kill(self, *names: str) -> None:
        """SIGKILL the children of these names."""
        for name in names:
            for pid in self.pids(name):
                os.kill(pid, signal.SIGKILL)

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid


def wait_for(holds: Callable[[], object], seconds: float, explain: Callable[[], str]) -> None:
    """Poll until `holds`; fails with what `explain` says."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, explain()
        time.sleep(0.05)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _made(home: Path) -> Path:
    home.mkdir(parents=True, exist_ok=True)
    return home


def _commands() -> list[tuple[int, str]]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            found.append((int(entry.name), line))
    return found


def _name(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def _is_child(pid: int, machine: Machine) -> bool:
    """True if the process descends from the machine's supervisor."""
    seen = pid
    for _ in range(8):
        if seen == machine.pid:
            return True
        try:
            status = Path(f"/proc/{seen}/stat").read_text("ascii", "replace")
        except OSError:
            return False
        seen = int(status.rpartition(")")[2].split()[1])
    return False
