"""Status callbacks of the fake Twilio: signed, and posted soon after a message was accepted."""

from __future__ import annotations

import urllib.error
import urllib.request
from threading import Thread
from urllib.parse import urlsplit

from helpline.demo.ledger import Message
from helpline.demo.providers import Providers
from helpline.demo.webhooks import Webhook, signed_form

SOON = ((0.4, "sent"), (1.2, "delivered"))
"""Seconds after each step, and the status it reports."""
POST_SECONDS = 10
REFUSED = 599
"""Stands for a server that does not answer."""


def callback(
    own: Providers, message: Message, status: str, error_code: int | None = None
) -> Webhook:
    """The callback that Twilio would make for a message: to its own URL, with our query."""
    form = {
        "MessageSid": message.id,
        "SmsSid": message.id,
        "SmsStatus": status,
        "MessageStatus": status,
        "To": message.contact,
        "From": message.ours,
        "AccountSid": own.account_sid,
        "ApiVersion": "2010-04-01",
    }
    if error_code is not None:
        form["ErrorCode"] = str(error_code)
    parts = urlsplit(message.callback)
    path = message.callback.removeprefix(own.public_url) if parts.query else parts.path
    return signed_form(own, path, form)


def report_soon(own: Providers, message: Message, server: str) -> None:
    """As a phone would: sent, then delivered, without making the sender wait."""
    if own.reports_delivery and message.callback:
        Thread(target=_report, args=(own, message, server), daemon=True).start()


def _report(own: Providers, message: Message, server: str) -> None:
    for seconds, status in SOON:
        if own.over.wait(seconds):
            return
        own.ledger.set_status(message.id, status)
        post(server, callback(own, message, status))


def post(server: str, webhook: Webhook) -> int:
    """Post to a running server; the status of its answer."""
    request = urllib.request.Request(  # noqa: S310  http, to ourselves
        server.rstrip("/") + webhook.path, webhook.body, dict(webhook.headers), method="POST"
    )
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(request, timeout=POST_SECONDS) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code
    except OSError:
        return REFUSED
