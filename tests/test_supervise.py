"""The supervisor with real child processes: order, restarts, ends, and its own death."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from helpline.supervise import Process, ProcfileError, port_is_free, read_procfile, serves

# Runs a supervisor as `helpline run` does: in the main thread of a process of its own.
RUNNER = """
import json, os, sys
from pathlib import Path
from helpline.supervise import Process, Supervisor
from helpline.supervise.lock import Lock

Lock.PATIENCE = 1.0
plan = json.loads(sys.argv[1])
home = Path(plan["home"])

def process(name, command):
    marker = home / f"{name}.ready"
    ready = marker.exists if name in plan["ready"] else None
    return Process(name, ("/bin/sh", "-c", command), ready)

sys.exit(
    Supervisor(
        [process(name, command) for name, command in plan["processes"]],
        env={**os.environ, "HOME_DIR": str(home)},
        lock=home / "run.lock",
        announce=lambda: print("ALL READY", flush=True),
        grace=plan["grace"],
    ).run()
)
"""
# A child that writes its pid, then waits; on SIGTERM it notes its name in the order of ends.
WAITS = (
    'echo $$ >> $HOME_DIR/{name}.pids; trap "echo {name} >> $HOME_DIR/ended; exit 0" TERM;'
    " touch $HOME_DIR/{name}.ready; while :; do sleep 0.02; done"
)
STUBBORN = "echo $$ >> $HOME_DIR/{name}.pids; trap '' TERM; while :; do sleep 0.02; done"


class Stack:
    """A supervisor that runs, seen from outside."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.runner: subprocess.Popen[str] | None = None
        self.log = home / "log"

    def start(
        self, *processes: tuple[str, str], ready: tuple[str, ...] = (), grace: float = 5.0
    ) -> None:
        plan = {
            "home": str(self.home),
            "processes": [(name, command.format(name=name)) for name, command in processes],
            "ready": ready,
            "grace": grace,
        }
        with self.log.open("a") as log:
            self.runner = subprocess.Popen(
                [sys.executable, "-c", RUNNER, json.dumps(plan)], stdout=log, stderr=log
            )

    def said(self) -> str:
        return self.log.read_text()

    def pids(self, name: str) -> list[int]:
        path = self.home / f"{name}.pids"
        return [int(word) for word in path.read_text().split()] if path.exists() else []

    def all_pids(self) -> list[int]:
        return [int(word) for path in self.home.glob("*.pids") for word in path.read_text().split()]

    def ended(self) -> list[str]:
        path = self.home / "ended"
        return path.read_text().split() if path.exists() else []

    def send(self, number: signal.Signals) -> None:
        assert self.runner
        self.runner.send_signal(number)

    def wait(self) -> int:
        assert self.runner
        return self.runner.wait(timeout=60)

    def clear(self) -> None:
        if self.runner and self.runner.poll() is None:
            self.runner.kill()
            self.runner.wait()
        until(lambda: not any(map(is_alive, self.all_pids())))


def is_alive(pid: int) -> bool:
    """A zombie does not count: it is dead, only its parent has not looked yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def until(claim: Callable[[], object], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not claim():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    stack = Stack(tmp_path)
    yield stack
    stack.clear()


def test_stops_in_order_and_leaves_nothing(stack: Stack) -> None:
    names = ("web", "urgent", "worker", "clock", "redis")
    stack.start(*((name, WAITS) for name in names), ready=names)
    until(lambda: "ALL READY" in stack.said())
    stack.send(signal.SIGINT)
    assert stack.wait() == 0
    ended = stack.ended()
    assert (ended[0], set(ended[1:3]), ended[3:]) == (
        "web",
        {"urgent", "worker"},
        ["clock", "redis"],
    )
    assert not any(map(is_alive, stack.all_pids()))
    assert stack.said().count("ALL READY") == 1


def test_starts_redis_then_release_then_the_rest(stack: Stack) -> None:
    stack.start(
        ("release", "echo release >> $HOME_DIR/began; test -e $HOME_DIR/redis.ready"),
        ("web", "echo web >> $HOME_DIR/began;" + WAITS),
        ("redis", "sleep 0.2; echo redis >> $HOME_DIR/began;" + WAITS),
        ready=("redis", "web"),
    )
    until(lambda: "ALL READY" in stack.said())
    assert (stack.home / "began").read_text().split() == ["redis", "release", "web"]


def test_a_failing_release_starts_nothing_else(stack: Stack) -> None:
    stack.start(
        ("redis", WAITS),
        ("release", "echo no such table; exit 3"),
        ("web", WAITS),
        ready=("redis",),
    )
    assert stack.wait() == 1
    assert "release | no such table" in stack.said()
    assert "release failed" in stack.said()
    assert stack.pids("web") == []
    assert stack.ended() == ["redis"]


def test_a_redis_that_does_not_come_up_starts_nothing_else(stack: Stack) -> None:
    stack.start(("redis", "echo out of memory; exit 1"), ("web", WAITS), ready=("redis",))
    assert stack.wait() == 1
    assert "redis | out of memory" in stack.said()
    assert stack.pids("web") == []


def test_a_dead_child_is_started_again_and_the_others_go_on(stack: Stack) -> None:
    stack.start(("web", WAITS), ("worker", WAITS), ready=("web", "worker"))
    until(lambda: "ALL READY" in stack.said())
    os.kill(stack.pids("worker")[0], signal.SIGKILL)
    until(lambda: len(stack.pids("worker")) == 2)
    assert "was killed by signal 9; it is started again in 0.5 s" in stack.said()
    assert len(stack.pids("web")) == 1
    assert is_alive(stack.pids("web")[0])


def test_a_child_that_dies_again_and_again_waits_longer(stack: Stack) -> None:
    stack.start(("worker", "exit 7"), ("web", WAITS))
    until(lambda: "ended with code 7; it is started again in 2 s" in stack.said())
    waits = [
        line.rpartition("again in ")[2] for line in stack.said().splitlines() if "again" in line
    ]
    assert waits == ["0.5 s", "1 s", "2 s"]


def test_a_stubborn_child_and_its_children_are_killed(stack: Stack) -> None:
    grandchild = "(echo $$ > /dev/null; trap '' TERM; sleep 60) & echo $! >> $HOME_DIR/{name}.pids;"
    stack.start(("worker", grandchild + STUBBORN), grace=0.3)
    until(lambda: len(stack.pids("worker")) == 2)
    stack.send(signal.SIGTERM)
    assert stack.wait() == 0
    assert "did not stop in time and is killed" in stack.said()
    assert not any(map(is_alive, stack.all_pids()))


def test_a_second_signal_does_not_wait(stack: Stack) -> None:
    stack.start(("worker", STUBBORN), ("web", WAITS), ready=("web",), grace=60)
    until(lambda: stack.pids("worker") and "ALL READY" in stack.said())
    stack.send(signal.SIGINT)
    until(lambda: "worker | stops" in stack.said())
    time.sleep(0.6)
    stack.send(signal.SIGINT)
    assert stack.wait() == 0
    assert not any(map(is_alive, stack.all_pids()))


def test_a_killed_supervisor_takes_its_children_along(stack: Stack) -> None:
    stack.start(("web", WAITS), ("worker", STUBBORN), ready=("web",))
    until(lambda: stack.pids("worker") and "ALL READY" in stack.said())
    stack.send(signal.SIGKILL)
    stack.wait()
    until(lambda: not any(map(is_alive, stack.all_pids())))
    stack.start(("web", WAITS), ready=("web",))
    until(lambda: stack.said().count("ALL READY") == 2)


def test_a_second_start_on_the_same_home_is_refused(stack: Stack) -> None:
    stack.start(("web", WAITS), ready=("web",))
    until(lambda: "ALL READY" in stack.said())
    assert stack.runner
    second = Stack(stack.home)
    second.start(("web", WAITS))
    assert second.wait() == 1
    assert f"It runs already, as process {stack.runner.pid}" in stack.said()
    assert len(stack.pids("web")) == 1
    assert is_alive(stack.pids("web")[0])


def test_what_a_killed_supervisor_left_behind_keeps_the_home_locked(stack: Stack) -> None:
    """Two Redis on the same files would lose bells: so a grandchild that lives on counts."""
    leaves = "(trap '' TERM; exec sleep 60) & echo $! >> $HOME_DIR/{name}.pids;"
    stack.start(("worker", leaves + WAITS), ready=("worker",))
    until(lambda: "ALL READY" in stack.said())
    stack.send(signal.SIGKILL)
    stack.wait()
    stack.start(("web", WAITS))
    assert stack.wait() == 1
    assert "which was killed, still run" in stack.said()
    os.kill(stack.pids("worker")[0], signal.SIGKILL)


def test_goes_on_when_nobody_reads_its_output(stack: Stack) -> None:
    reader, writer = os.pipe()
    plan = {
        "home": str(stack.home),
        "processes": [("web", f"yes & {WAITS}".format(name="web"))],
        "ready": [],
        "grace": 1,
    }
    stack.runner = subprocess.Popen([sys.executable, "-c", RUNNER, json.dumps(plan)], stdout=writer)
    os.close(writer)
    os.read(reader, 1000)
    os.close(reader)
    until(lambda: stack.pids("web"))
    time.sleep(0.1)
    assert stack.runner.poll() is None
    stack.send(signal.SIGTERM)
    assert stack.wait() == 0


@pytest.mark.parametrize(
    "handling", [signal.SIG_IGN, signal.SIG_DFL], ids=["ignored as under nohup", "not ignored"]
)
def test_the_end_of_the_terminal_stops_it_unless_under_nohup(
    stack: Stack, handling: signal.Handlers
) -> None:
    stack.log.touch()
    old = signal.signal(signal.SIGHUP, handling)  # inherited; the tests may be under nohup too
    try:
        stack.start(("web", WAITS), ready=("web",))
    finally:
        signal.signal(signal.SIGHUP, old)
    until(lambda: "ALL READY" in stack.said())
    stack.send(signal.SIGHUP)
    if handling is signal.SIG_IGN:
        time.sleep(0.3)
        assert is_alive(stack.pids("web")[0])
        stack.send(signal.SIGTERM)
    assert stack.wait() == 0


def test_gunicorn_of_a_killed_supervisor_ends_too(stack: Stack) -> None:
    """Its workers are grandchildren, which Linux does not kill for us: they must notice."""
    (stack.home / "small.py").write_text(
        "import os\n"
        "open(os.environ['HOME_DIR'] + '/web.pids', 'a').write(f'{os.getpid()}\\n')\n"
        "def app(environ, start):\n"
        "    start('200 OK', [])\n"
        "    return [b'']\n"
    )
    options = f"--no-control-socket -k gthread -w 2 -b unix:{stack.home}/s"
    # From its own folder: here it would read our gunicorn.conf.py.
    stack.start(("web", f"cd $HOME_DIR; exec gunicorn {options} small:app"))
    until(lambda: len(stack.pids("web")) == 2)
    stack.send(signal.SIGKILL)
    stack.wait()
    until(lambda: not any(map(is_alive, stack.pids("web"))))


def test_the_procfile_names_what_design_asks_for(repository: Path) -> None:
    names = [process.name for process in read_procfile(repository / "Procfile")]
    assert names == ["release", "web", "urgent", "worker", "clock"]


@pytest.mark.parametrize(
    ("line", "problem"),
    [("web gunicorn", "line 2"), ("web:", "line 2"), ("two words: x", "line 2"), ("a: x", "twice")],
)
def test_a_bad_procfile_names_the_line(tmp_path: Path, line: str, problem: str) -> None:
    path = tmp_path / "Procfile"
    path.write_text(f"a: true\n{line}\n")
    with pytest.raises(ProcfileError, match=problem):
        read_procfile(path)


def test_a_procfile_line_reads_the_environment(tmp_path: Path) -> None:
    path = tmp_path / "Procfile"
    path.write_text("# a comment\n\nweb: echo ${PORT:-8000} and $0\n")
    (process,) = read_procfile(path, {"web": lambda: True})
    assert process.ready
    for env, port in (({}, "8000"), ({"PORT": "9"}, "9")):
        answer = subprocess.run(
            process.command, env=env, capture_output=True, text=True, check=True
        )
        assert answer.stdout.startswith(port)


def test_whether_a_port_is_free() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        assert not port_is_free("127.0.0.1", port)
    assert port_is_free("127.0.0.1", port)


class _Answering(BaseHTTPRequestHandler):
    """200 for /here, 404 for the rest."""

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/here" else 404)
        self.end_headers()

    def log_message(self, *_words: object) -> None: ...


def test_a_server_is_ready_when_it_answers_and_not_when_it_only_listens() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        assert not serves("127.0.0.1", listener.getsockname()[1], "/here")
    with HTTPServer(("127.0.0.1", 0), _Answering) as server:
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        assert serves("127.0.0.1", server.server_port, "/here")
        assert not serves("127.0.0.1", server.server_port, "/elsewhere")
        server.shutdown()
    assert not serves("127.0.0.1", server.server_port, "/here")


def test_what_is_not_named_stops_with_the_workers() -> None:
    assert Process("metrics", ("true",)).stage == Process("worker", ("true",)).stage
