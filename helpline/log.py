"""Logs: one JSON line an event, allow-listed keys only (SAFETY T24).

No body, phone, token or signature can be logged, because there is no key for them. Loggers of
libraries are held at WARNING and lose their words: rq writes its arguments, others values.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping, Sequence
from typing import Any

import structlog

ALLOWED_KEYS = frozenset(
    {"event", "level", "timestamp", "code", "ids", "count", "hash", "lane", "process", "problem"}
    | {"request"}
)
NOISY = ("rq", "werkzeug", "alembic", "gunicorn")
"""Loggers that may warn, without their words; those of the channels are silenced there."""


def set_up(level: int = logging.INFO) -> None:
    """Configure logging for this process; JSON lines on stderr."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            keep_allowed_keys,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    hold_back_libraries()


def hold_back_libraries() -> None:
    """Hold library loggers at WARNING and strip what they would say of our data."""
    for name in NOISY:
        logger = logging.getLogger(name)
        logger.setLevel(logging.WARNING)
        if not any(isinstance(known, WithoutArguments) for known in logger.filters):
            logger.addFilter(WithoutArguments())


class WithoutArguments(logging.Filter):
    """A library's record keeps its logger, level and place; its words and traceback go."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = f"{record.name} line {record.lineno}"
        record.args = None
        record.exc_info = None
        record.exc_text = None
        return True


def keep_allowed_keys(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Drop every key that is not on the list."""
    return {key: value for key, value in event.items() if key in ALLOWED_KEYS}


def trouble(code: str, ids: Sequence[str]) -> None:
    """Something that the operator should look at: a code and opaque ids."""
    structlog.get_logger().warning("trouble", code=code, ids=list(ids))


def begin_request(request_id: str) -> None:
    """From now on, what this thread logs says to which web request it belongs."""
    structlog.contextvars.bind_contextvars(request=request_id)


def end_request() -> None:
    """What is logged from now on belongs to no request."""
    structlog.contextvars.unbind_contextvars("request")


def note(event: str, **what: Any) -> None:
    """An ordinary event of the process, e.g. its start."""
    structlog.get_logger().info(event, **what)
