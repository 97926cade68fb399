"""Runs the processes of the Procfile on one machine and keeps them running.

    redis = redis_server.embedded(home)
    ready = {"web": lambda: serves(host, port, "/health/live")}
    processes = read_procfile(Path("Procfile"), ready=ready)
    supervisor = Supervisor(
        [Process("redis", redis.command(), redis.answers, f"({redis.log} says why)"), *processes],
        env={**os.environ, "HELPLINE_REDIS_URL": redis.url},
        lock=home / "run.lock",
        announce=lambda: click.echo("…the URLs…"),
    )
    sys.exit(supervisor.run())

What it promises:
- Redis is up before anything else starts, `release` has ended well before the rest starts, and
  Redis goes down last. Otherwise it says why, stops what runs, and returns 1.
- A child that dies is started again, after 0.5 s at first and 5 s at most. The others go on:
  a helpline does not fall silent because one process did (docs/adr/0002-own-supervisor.md).
- SIGINT, SIGTERM or SIGHUP: web stops first (nothing new is accepted), then the workers, then
  the clock, then Redis; each stage may take `grace` seconds before it is killed. A second
  signal kills at once. Afterwards no process of ours is left.
- The supervisor itself is killed: Linux kills its children (prctl PR_SET_PDEATHSIG). This is
  why `run` has to be called from the main thread: the kernel watches the thread that started
  a child. On other systems the children of a killed supervisor stay and hold the lock.
- One supervisor at a time for one lock file. The children inherit the lock, so that not even
  a left-over of a killed supervisor can share its Redis files with a new one.
"""

from helpline.supervise.listening import port_is_free, serves
from helpline.supervise.procfile import Process, ProcfileError, read_procfile
from helpline.supervise.supervisor import Supervisor

__all__ = [
    "Process",
    "ProcfileError",
    "Supervisor",
    "port_is_free",
    "read_procfile",
    "serves",
]
