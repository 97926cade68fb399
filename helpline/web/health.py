"""Is it alive, is it ready, how much has it done? No setting and no personal data is shown."""

from __future__ import annotations

import ipaddress
import os
from hmac import compare_digest

from flask import Blueprint, Response, abort, current_app, jsonify, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    generate_latest,
    multiprocess,
)

from helpline.core.channel import Channel
from helpline.core.errors import HelplineError
from helpline.operations.helpline import Helpline

blueprint = Blueprint("health", __name__)

REGISTRY = CollectorRegistry()
HOOKS = Counter(
    "helpline_hooks",
    "Webhooks by channel and by what became of them.",
    ["channel", "outcome"],
    registry=REGISTRY,
)
RESPONSES = Counter(
    "helpline_responses",
    "Answers of the web server by class of status.",
    ["status"],
    registry=REGISTRY,
)
FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-Ip")


def count_hook(channel: Channel, outcome: str) -> None:
    """Count a webhook. Both labels are closed lists: no address can become one."""
    HOOKS.labels(channel.value, outcome).inc()


def count_response(response: Response) -> Response:
    """Count an answer by 2xx, 3xx, 4xx or 5xx."""
    RESPONSES.labels(f"{response.status_code // 100}xx").inc()
    return response


@blueprint.get("/health/live")
def live() -> Response:
    """The process answers."""
    return jsonify(status="ok")


@blueprint.get("/health/ready")
def ready() -> tuple[Response, int]:
    """503 without the store. Without the queue it is degraded: the clock does the work (R3)."""
    helpline: Helpline = current_app.extensions["helpline"]
    if not _store_answers(helpline):
        return jsonify(status="unavailable", store="unavailable"), 503
    if not helpline.queue.answers():
        return jsonify(status="degraded", store="ok", queue="unavailable"), 200
    return jsonify(status="ok", store="ok", queue="ok"), 200


@blueprint.get("/metrics")
def metrics() -> Response:
    """Counters for this machine, or for whoever has the token; for others there is no page."""
    if not (_from_this_machine() or _has_token()):
        abort(404)
    return Response(generate_latest(_registry()), content_type=CONTENT_TYPE_LATEST)


def _store_answers(helpline: Helpline) -> bool:
    try:
        with helpline.store.read() as tx:
            tx.staff.organisations()
    except HelplineError:
        return False
    return True


def _from_this_machine() -> bool:
    """A proxy on this machine speaks for others, and says so in a header."""
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def _has_token() -> bool:
    token = current_app.config.get("METRICS_TOKEN")
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(token) and compare_digest(given.encode(), str(token).encode())


def _registry() -> CollectorRegistry:
    """All processes' counters where gunicorn shares a folder for them, else this one's."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry
