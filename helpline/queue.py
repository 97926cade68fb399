"""The bells: RQ on Redis, ids only.

Whoever can write to Redis could otherwise run any importable function in a worker, also with
the JSON serializer. So a job of ours has a function from a closed list and nothing else: no
callback, no webhook, no repeat.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue as RqQueue
from rq import SimpleWorker
from rq.job import Job

from helpline.core.errors import QueueUnavailable

URGENT = "urgent"
DEFAULT = "default"
LANES = (URGENT, DEFAULT)

CONVERSE = "helpline.jobs.tasks.converse"
DELIVER = "helpline.jobs.tasks.deliver"
ALERT = "helpline.jobs.tasks.alert"
ALLOWED = frozenset({CONVERSE, DELIVER, ALERT})

JOB_TIMEOUT_SECONDS = 60
FAILURE_TTL_SECONDS = 24 * 3600
REDIS_TIMEOUT_SECONDS = 2.0


class RefusedJob(Exception):
    """A job that is not one of ours. Somebody wrote to Redis who should not."""


class BellJob(Job):
    """A job that can only be one of `ALLOWED`, called with one id."""

    def restore(self, raw_data: Any) -> Any:
        """Read the job, then drop all that could run or call something besides it."""
        restored = super().restore(raw_data)
        self._success_callback_name = None
        self._failure_callback_name = None
        self._stopped_callback_name = None
        self.webhooks = []
        self.repeats_left = None
        return restored

    @property
    def func(self) -> Callable[..., Any]:
        """The function, if it is on the list. Raises RefusedJob."""
        ours = self.func_name in ALLOWED and not self.instance and not self.kwargs
        if not ours or len(self.args) != 1 or not _is_id(self.args[0]):
            raise RefusedJob("a job that is not on the list was refused")
        found: Callable[..., Any] = super().func
        return found


class BellQueue(RqQueue):
    """A queue of bells."""

    job_class = BellJob


def connect(redis_url: str) -> Redis:
    """A connection that gives up after two seconds; opened at first use, so after a fork."""
    return Redis.from_url(
        redis_url,
        socket_timeout=None,
        socket_connect_timeout=REDIS_TIMEOUT_SECONDS,
        health_check_interval=30,
    )


class Bells:
    """Rings by enqueueing. Implements operations.ports.Queue."""

    def __init__(self, redis_url: str) -> None:
        connection = Redis.from_url(
            redis_url,
            socket_timeout=REDIS_TIMEOUT_SECONDS,
            socket_connect_timeout=REDIS_TIMEOUT_SECONDS,
        )
        self._lanes = {lane: lane_of(connection, lane) for lane in LANES}

    def ring_converse(self, contact_id: str, urgent: bool) -> None:
        self._ring(CONVERSE, contact_id, urgent)

    def ring_deliver(self, contact_id: str, urgent: bool) -> None:
        self._ring(DELIVER, contact_id, urgent)

    def ring_alert(self, alert_id: str) -> None:
        self._ring(ALERT, alert_id, urgent=True)

    def answers(self) -> bool:
        """True if Redis is there."""
        try:
            return bool(self._lanes[URGENT].connection.ping())
        except (RedisError, OSError):
            return False

    def _ring(self, function: str, id_: str, urgent: bool) -> None:
        try:
            self._lanes[URGENT if urgent else DEFAULT].enqueue_call(
                function,
                args=(id_,),
                timeout=JOB_TIMEOUT_SECONDS,
                result_ttl=0,
                failure_ttl=FAILURE_TTL_SECONDS,
                description=function,
            )
        except (RedisError, OSError):
            raise QueueUnavailable("the queue does not answer") from None


def lane_of(connection: Redis, lane: str) -> BellQueue:
    """One lane: `urgent` or `default`."""
    return BellQueue(lane, connection=connection, serializer="json")


def worker_of(connection: Redis, lane: str) -> SimpleWorker:
    """A worker for one lane. One lane each: only then is RQ's dequeue crash-safe."""
    return SimpleWorker(
        [lane_of(connection, lane)],
        connection=connection,
        job_class=BellJob,
        queue_class=BellQueue,
        serializer="json",
        default_result_ttl=0,
        maintenance_interval=60,
        log_job_description=False,
    )


def _is_id(value: object) -> bool:
    return isinstance(value, str) and len(value) == 32 and value.isalnum()
