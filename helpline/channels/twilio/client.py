"""The only file that touches Twilio's client library (0.7 s and 40 MiB: loaded by workers only).

Promises: no call lasts longer than the timeouts below, every failure is a SendError, and no
error carries an address, a text or a URL on.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import requests
from twilio.base.exceptions import TwilioException  # type: ignore[import-untyped]
from twilio.http.http_client import TwilioHttpClient  # type: ignore[import-untyped]
from twilio.http.response import Response  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]
from urllib3.exceptions import (
    ConnectTimeoutError,
    MaxRetryError,
    NewConnectionError,
)

from helpline.channels.twilio.account import STATUS_PATH, TwilioAccount
from helpline.channels.twilio.errors import send_error, status_of
from helpline.core.message import FINAL, Outbound, SendError, SendReason, SendResult

CONNECT_SECONDS = 4.0
READ_SECONDS = 10.0
VALIDITY_SECONDS = (1, 36_000)
CLOCK_SKEW = timedelta(minutes=1)
LOOKED_THROUGH = 50


class Api:
    """Twilio's Messages, as far as one of our channels needs them."""

    def __init__(self, account: TwilioAccount, sender: str) -> None:
        """`sender` is a number, a name or a messaging service; the first token signs in."""
        http = _HttpClient(account.api_base)
        self._messages = Client(account.sid, account.tokens[0], http_client=http).messages
        self._callback = f"{account.public_url}{STATUS_PATH}?m="
        self._sender = sender

    def send(
        self, to: str, outbound: Outbound, sender: str | None = None, template: str | None = None
    ) -> SendResult:
        """Hand over a text, valid only as long as it is safe to arrive (SAFETY T10).

        `sender`: another number of ours than the first. `template`: the ContentSid of the
        approved template that says the text.
        """
        by = sender or self._sender
        least, most = VALIDITY_SECONDS
        with _typed_errors():
            message = self._messages.create(
                to=to,
                **({"content_sid": template} if template else {"body": outbound.text}),
                validity_period=max(least, min(outbound.valid_for_seconds, most)),
                status_callback=self._callback + outbound.id,
                **{"messaging_service_sid" if by.startswith("MG") else "from_": by},
            )
            status = status_of(message.status)
            if status in FINAL:
                raise send_error(400, message.error_code)
            return SendResult(message.sid, status)

    def with_text(self, to: str, text: str, since: datetime) -> list[SendResult]:
        """Messages to an address since then that say just this, oldest first."""
        with _typed_errors():
            listed = self._messages.list(
                to=to, date_sent_after=(since - CLOCK_SKEW).astimezone(UTC), limit=LOOKED_THROUGH
            )
            return [
                SendResult(message.sid, status_of(message.status))
                for message in reversed(listed)  # Twilio lists the newest first
                if (message.body or "").strip() == text.strip()
            ]


class _HttpClient(TwilioHttpClient):  # type: ignore[misc]
    """Twilio's own client with timeouts, a host of our choice and its wish to wait kept."""

    def __init__(self, api_base: str | None) -> None:
        super().__init__()
        self.timeout = (CONNECT_SECONDS, READ_SECONDS)
        self._api_base = api_base
        if api_base and urlsplit(api_base).hostname in {"127.0.0.1", "localhost", "::1"}:
            self.session.trust_env = False  # a proxy cannot reach this machine's own loopback

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        if self._api_base:
            parts = urlsplit(url)
            url = self._api_base + parts.path + (f"?{parts.query}" if parts.query else "")
        response = super().request(method, url, *args, **kwargs)
        if response.status_code == 429:
            raise SendError(
                SendReason.THROTTLED,
                retryable=True,
                retry_after_seconds=_seconds(response.headers.get("Retry-After")),
                code="429",
            )
        return response


def _seconds(retry_after: str | None) -> float | None:
    """The header's wish, in seconds from now; None if there is none that we understand."""
    if not retry_after:
        return None
    if retry_after.strip().isdigit():
        return float(retry_after[:6])
    try:
        at = parsedate_to_datetime(retry_after)
    except (TypeError, ValueError):
        return None
    return max(0.0, (at - datetime.now(UTC)).total_seconds()) if at.tzinfo else None


@contextmanager
def _typed_errors() -> Iterator[None]:
    """Turn whatever the library raises into a SendError, without its message or its cause."""
    try:
        yield
    except SendError:
        raise
    except Exception as error:
        raise _typed(error) from None


def _typed(error: Exception) -> SendError:
    """A refused list raises the root class, with the whole answer as an argument."""
    status, code = getattr(error, "status", None), getattr(error, "code", None)
    if isinstance(error, TwilioException) and error.args and isinstance(error.args[-1], Response):
        status = error.args[-1].status_code
    if isinstance(error, TwilioException) and isinstance(status, int):
        return send_error(status, code if isinstance(code, int) else None)
    down = _never_left(error)
    reason = SendReason.PROVIDER_DOWN if down else SendReason.UNKNOWN_OUTCOME
    return SendError(reason, retryable=True, code=type(error).__name__)


def _never_left(error: Exception) -> bool:
    """True if the connection was not made, so that the provider cannot have taken the text."""
    if isinstance(error, requests.ConnectTimeout | requests.exceptions.SSLError):
        return True
    cause = error.args[0] if isinstance(error, requests.ConnectionError) and error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    return isinstance(reason, NewConnectionError | ConnectTimeoutError)
