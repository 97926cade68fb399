"""The functions that a worker may run: each takes one id, looks at the store and does the rest."""

from __future__ import annotations

from collections.abc import Callable

from helpline.operations import alerting, send
from helpline.operations import converse as talk
from helpline.operations.helpline import Helpline

_serving: list[Helpline] = []


def serve(helpline: Helpline) -> None:
    """Tell this process what its jobs work with. RQ hands a job nothing but its id."""
    _serving[:] = [helpline]


def converse(contact_id: str) -> None:
    """Take the waiting turns of a contact, then send what came of them."""

    def work(helpline: Helpline) -> None:
        talk.converse(helpline, contact_id)

    _do("converse", contact_id, work)


def deliver(contact_id: str) -> None:
    """Send what is due to a contact."""
    _do("deliver", contact_id, lambda helpline: send.deliver(helpline, contact_id))


def alert(alert_id: str) -> None:
    """Call somebody on duty."""
    _do("alert", alert_id, lambda helpline: alerting.deliver_alert(helpline, alert_id))


def _do(name: str, id_: str, work: Callable[[Helpline], object]) -> None:
    """Run it; a failure is told by its kind, since RQ would keep the whole text in Redis.

    The row stays due in the store, so the clock rings for it again.
    """
    helpline = _serving[0]
    try:
        work(helpline)
    except Exception as error:
        helpline.trouble(f"{name}_failed {type(error).__name__}", [id_])
