"""Scripted trouble for the fake providers, so that every error path can be walked.

Each fault is met once by the next call of a method, in the order in which they were added.
"""

from __future__ import annotations

import socket
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, NoReturn

from flask import Response, abort, request

from helpline.demo.providers import providers

HANG_SECONDS = 30.0


class When(StrEnum):
    """Where in a call the trouble comes."""

    INSTEAD = "instead"
    """An error is answered and nothing is accepted."""
    HANG = "hang"
    """The message is accepted, and no answer comes (SAFETY R8)."""
    DROP = "drop"
    """The connection breaks before anything is accepted."""
    DROP_AFTER = "drop_after"
    """The message is accepted, and the connection breaks before the answer."""
    GARBLED = "garbled"
    """The message is accepted, and the answer is no JSON."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One trouble. `status`, `code` and `retry_after` say what is answered where one is."""

    when: When = When.INSTEAD
    status: int = 500
    code: int | None = None
    retry_after: int | None = None
    description: str = "Internal Server Error"


def next_fault(provider: str, method: str) -> Fault | None:
    """The fault that this call meets; a dropped connection never comes back from here."""
    what = providers().ledger.take_fault(provider, method)
    fault = Fault(**{**what, "when": When(what["when"])}) if what else None
    if fault is not None and fault.when is When.DROP:
        drop()
    return fault


def as_given(fault: Fault) -> Mapping[str, Any]:
    """A fault as the ledger keeps it."""
    return asdict(fault)


def afterwards(fault: Fault | None) -> str | None:
    """After a message was accepted: hang, drop, or a garbled body to answer with."""
    if fault is None:
        return None
    if fault.when is When.HANG:
        providers().over.wait(HANG_SECONDS)
        drop()
    if fault.when is When.DROP_AFTER:
        drop()
    return "<html>504 Gateway" if fault.when is When.GARBLED else None


def drop() -> NoReturn:
    """Break the connection without an answer."""
    for name in ("werkzeug.socket", "gunicorn.socket"):
        connection = request.environ.get(name)
        if isinstance(connection, socket.socket):
            connection.shutdown(socket.SHUT_RDWR)
    abort(Response(status=503))  # is written to nobody
