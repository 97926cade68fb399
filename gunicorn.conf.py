"""How gunicorn serves wsgi:app. docs/running.md says what stands in front of it."""

import os
import shutil
import sys
from pathlib import Path
from typing import Any

from helpline.config import Config, ConfigError

# Loopback only: TLS and the outside belong to a proxy on this machine.
bind = f"127.0.0.1:{os.environ.get('PORT') or '8000'}"
# Two processes, so that one that hangs or dies does not silence the line; not more, because
# SQLite is unfair to many writers (docs/adr/0003-web-processes.md).
workers = 2
worker_class = "gthread"
threads = 8
timeout = 30
# Less than the supervisor waits (helpline/supervise), so that requests end before the process.
graceful_timeout = 8
keepalive = 5
# Paths and headers of providers are short.
limit_request_line = 4094
limit_request_fields = 64
# No access log: it would hold the network addresses of caseworkers.
accesslog = None
errorlog = "-"
loglevel = "warning"
# The heartbeat file must not be on a slow disk.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
# No control socket: it would stay behind and let others of this machine steer the server.
control_socket_disable = True
# Who may say that a request came by https: a proxy on this machine.
forwarded_allow_ips = "127.0.0.1,::1"

# Each process counts for itself; here /metrics finds the counters of all of them. The folder is
# named before the first worker is forked, because prometheus_client looks once, at its import.
counters = Path(os.environ.get("HELPLINE_HOME") or "var") / "metrics"
os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(counters)


def on_starting(_server: Any) -> None:
    """Refuse wrong settings once and for all: a worker that refuses would be started for ever."""
    try:
        Config.from_env(os.environ)
    except ConfigError as error:
        sys.stderr.write(f"These settings are missing or weak:\n{error}\n")
        sys.exit(2)
    shutil.rmtree(counters, ignore_errors=True)
    counters.mkdir(mode=0o700, parents=True)


def post_worker_init(worker: Any) -> None:
    """Build before the first request, so that no provider waits for flows and words to be read."""
    from helpline.app import warm_up  # noqa: PLC0415  after the fork, like all that it builds

    warm_up(worker.wsgi)


def child_exit(_server: Any, worker: Any) -> None:
    """A process that ended no longer counts as living."""
    from prometheus_client import multiprocess  # noqa: PLC0415  after the folder is named

    multiprocess.mark_process_dead(worker.pid)
