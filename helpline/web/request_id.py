"""A random id for each request: in its log lines, in the audit, and on a page that says that
something went wrong, so that whoever reads one of them finds the others."""

from __future__ import annotations

from flask import Flask, current_app, g

from helpline import log

LENGTH = 12
"""Hex digits: few enough to read out on the phone, and no two alike within the audit's life."""


def give_ids(app: Flask) -> None:
    """From now on each request of the app has an id, made by the helpline's own `new_id`."""
    app.before_request(_begin)
    app.teardown_request(_end)
    app.context_processor(lambda: {"request_id": request_id()})


def request_id() -> str:
    """The id of this request; empty where there is no helpline to make one."""
    return str(g.get("request_id", ""))


def _begin() -> None:
    helpline = current_app.extensions.get("helpline")
    if helpline is not None:
        g.request_id = helpline.new_id()[:LENGTH]
        log.begin_request(g.request_id)


def _end(_error: BaseException | None) -> None:
    log.end_request()
