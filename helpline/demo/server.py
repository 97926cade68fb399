"""The fake providers as a real HTTP server on loopback, in a thread: for tests and measurements.

    with ProviderServer(fictitious(tmp_path / "providers.sqlite")) as server:
        channel = TelegramChannel(own.bot_token, own.bot_secret, api_base=server.telegram_base)
        server.fail("telegram", "sendMessage", Fault(status=429, retry_after=7))
        ...
        assert server.ledger.messages("telegram")[0].body == "..."

Methods for `fail`: Twilio `create`, `list`, `update`; Telegram by their own names.
"""

from __future__ import annotations

from threading import Thread
from types import TracebackType

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from helpline.demo.callbacks import callback
from helpline.demo.faults import Fault, as_given
from helpline.demo.ledger import Ledger
from helpline.demo.paths import TELEGRAM_API_PATH, TWILIO_API_PATH
from helpline.demo.providers import Providers, add_providers
from helpline.demo.webhooks import Webhook


class _Silent(WSGIRequestHandler):
    """No access log: it would name tokens and addresses."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002  werkzeug's name
        """Say nothing."""


class ProviderServer:
    """Both fake APIs at `twilio_base` and `telegram_base`; ends with its `with` block."""

    def __init__(self, own: Providers) -> None:
        self.own = own
        app = Flask("helpline.demo.server")
        add_providers(app, own)
        self._server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Silent)
        self._server.daemon_threads = True  # type: ignore[attr-defined]
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    @property
    def ledger(self) -> Ledger:
        """What was received."""
        return self.own.ledger

    @property
    def twilio_base(self) -> str:
        """For HELPLINE_TWILIO_API_BASE."""
        return self.url + TWILIO_API_PATH

    @property
    def telegram_base(self) -> str:
        """For HELPLINE_TELEGRAM_API_BASE."""
        return self.url + TELEGRAM_API_PATH

    def fail(self, provider: str, method: str, *faults: Fault) -> None:
        """The next calls of a method meet these, one each."""
        for fault in faults:
            self.ledger.add_fault(provider, method, as_given(fault))

    def report(self, sid: str, status: str, error_code: int | None = None) -> Webhook:
        """Give an SMS a status; the signed callback is the caller's to post, whenever it likes."""
        message = self.ledger.message(sid)
        if message is None:
            raise LookupError("no such message")
        self.ledger.set_status(sid, status, error_code)
        return callback(self.own, message, status, error_code)

    def __enter__(self) -> ProviderServer:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.own.over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)
