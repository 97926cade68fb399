"""Children that are copies of the supervisor: what they get, what they must not have, their end."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from helpline.supervise import read_procfile

# As `helpline run` does; the child's function notes what it finds, then waits for its end.
RUNNER = """
import json, os, signal, sys, time
from pathlib import Path
from helpline.supervise import Supervisor, read_procfile

home = Path(sys.argv[1])
LOADED = object()
opened = os.open(os.devnull, os.O_RDONLY)

def child():
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    found = {
        "argv": sys.argv, "same": id(LOADED), "secret": os.environ.get("OUTSIDE"),
        "given": os.environ["GIVEN"], "group": os.getpgid(0) == os.getpid(),
        "input": sys.stdin.read(), "descriptors": sorted(map(int, os.listdir("/proc/self/fd"))),
        "name": Path("/proc/self/comm").read_text().strip(),
        "term": signal.getsignal(signal.SIGTERM) == signal.SIG_DFL,
        "wakeup": signal.set_wakeup_fd(-1),
        "mask": len(signal.pthread_sigmask(signal.SIG_BLOCK, [])),
    }
    (home / f"{sys.argv[1]}.new").write_text(json.dumps(found | {"pid": os.getpid()}))
    (home / f"{sys.argv[1]}.new").rename(home / sys.argv[1])
    print("says", sys.argv[1])
    if sys.argv[1] == "fails":
        raise SystemExit(7)
    if sys.argv[1] == "breaks":
        raise ValueError("broken")
    while True:
        time.sleep(0.05)

print("loaded", id(LOADED), flush=True)
processes = read_procfile(Path(sys.argv[2]), programs={"child": child})
env = {"GIVEN": "yes", "PATH": os.environ["PATH"]}
sys.exit(Supervisor(processes, env=env, lock=home / "run.lock", grace=5).run())
"""


class Run:
    """A supervisor with the lines of a Procfile."""

    def __init__(self, home: Path) -> None:
        self.home, self.log = home, home / "log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *lines: str) -> None:
        (self.home / "Procfile").write_text("\n".join(lines))
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", RUNNER, str(self.home), str(self.home / "Procfile")],
                stdout=log, stderr=log, env={**os.environ, "OUTSIDE": "no"},
            )  # fmt: skip

    def said(self) -> str:
        return self.log.read_text()

    def found(self, word: str) -> dict[str, object]:
        until((self.home / word).exists)
        read: dict[str, object] = json.loads((self.home / word).read_text())
        return read

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        assert self.process
        self.process.send_signal(number)
        return self.process.wait(30)


def until(claim: Callable[[], object], seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not claim():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


def is_alive(pid: object) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    run = Run(tmp_path)
    yield run
    if run.process and run.process.poll() is None:
        run.process.kill()
        run.process.wait()


def test_a_copy_has_what_was_loaded_and_nothing_that_was_open(run: Run) -> None:
    run.start("urgent: child one two")
    found = run.found("one")
    assert f"loaded {found['same']}" in run.said()
    assert found["argv"] == ["child", "one", "two"]
    assert (found["given"], found["secret"]) == ("yes", None)
    assert (found["input"], found["group"], found["name"]) == ("", True, "urgent")
    assert (found["term"], found["wakeup"], found["mask"]) == (True, -1, 0)
    descriptors = found["descriptors"]
    assert isinstance(descriptors, list)
    assert len(descriptors) == 5, "input, output twice, the lock, and the one that lists them"
    until(lambda: "urgent | says one" in run.said())
    assert run.end() == 0
    assert not is_alive(found["pid"])


def test_a_killed_copy_is_made_again_and_the_others_go_on(run: Run) -> None:
    run.start("web: child first", "worker: child second")
    first, second = run.found("first"), run.found("second")
    (run.home / "second").unlink()
    os.kill(int(str(second["pid"])), signal.SIGKILL)
    assert run.found("second")["pid"] != second["pid"]
    assert "was killed by signal 9" in run.said()
    assert is_alive(first["pid"])
    assert run.end(signal.SIGINT) == 0


def test_how_a_copy_ended_is_told(run: Run) -> None:
    run.start("web: child fails", "worker: child breaks")
    until(lambda: "web    | ended with code 7" in run.said())
    until(lambda: "worker | ended with code 1" in run.said())
    assert "worker | ValueError: broken" in run.said()
    assert run.end() == 0


def test_a_killed_supervisor_takes_its_copies_along(run: Run) -> None:
    run.start("web: child one")
    found = run.found("one")
    run.end(signal.SIGKILL)
    until(lambda: not is_alive(found["pid"]))


@pytest.mark.parametrize("line", ["web: child ${PORT}", "web: other one", "web: child 'a b'"])
def test_what_needs_a_shell_or_is_not_ours_is_executed(tmp_path: Path, line: str) -> None:
    (tmp_path / "Procfile").write_text(line)
    (process,) = read_procfile(tmp_path / "Procfile", programs={"child": lambda: None})
    assert process.call is None


def test_every_line_of_our_procfile_is_a_copy(repository: Path) -> None:
    programs: dict[str, Callable[[], object]] = {"helpline": lambda: None, "gunicorn": lambda: None}
    processes = read_procfile(repository / "Procfile", programs=programs)
    assert [process.name for process in processes if process.call is None] == []
