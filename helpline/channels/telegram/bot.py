"""The only file that touches python-telegram-bot: one Bot on one loop thread per process.

A Bot that is used from a second loop fails, and a loop per send makes 15 sends a second where a
lasting one makes 426 (PLATFORM, Telegram). Promises: no call lasts longer than CALL_SECONDS,
every failure is a SendError, and no error carries a text, a chat or a token on.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import Future
from contextlib import suppress
from datetime import timedelta
from threading import Thread
from typing import Any, TypeVar
from urllib.parse import urlsplit

# The library's own way to opt in to timedelta; without it reading retry_after warns.
os.environ.setdefault("PTB_TIMEDELTA", "true")

import httpx
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.request import HTTPXRequest

from helpline.core.message import Button, Outbound, SendError, SendReason

CONNECT_SECONDS = 4.0
ANSWER_SECONDS = 10.0
CALL_SECONDS = 15.0
OPERATOR_ACTS_SECONDS = 300.0

Result = TypeVar("Result")


class BotThread:
    """A Bot, its loop and the thread that runs it. Made after fork, at the first call."""

    def __init__(self, token: str, api_base: str | None) -> None:
        self.process = os.getpid()
        self._loop = asyncio.new_event_loop()
        self._request = _request(api_base)
        self._bot = _bot(token, api_base, self._request)
        self._thread = Thread(target=self._loop.run_forever, name="telegram", daemon=True)
        self._thread.start()

    def start(self, call: Callable[[Bot], Awaitable[Result]]) -> Future[Result]:
        """Begin a call; the caller may wait for it or not."""

        async def calling() -> Result:
            return await call(self._bot)

        return asyncio.run_coroutine_threadsafe(calling(), self._loop)

    def send(self, outbound: Outbound) -> int:
        """Telegram's id of the message. Raises SendError."""
        return self.call(_sending(outbound))

    def call(
        self, call: Callable[[Bot], Awaitable[Result]], seconds: float = CALL_SECONDS
    ) -> Result:
        """Wait for a call. Raises SendError."""
        future = self.start(call)
        try:
            return future.result(timeout=seconds)
        except Exception as error:
            future.cancel()
            raise typed(error) from None

    def close(self) -> None:
        """Finish what was begun, close the connections and end the thread."""
        with suppress(Exception):
            asyncio.run_coroutine_threadsafe(self._finish(), self._loop).result(timeout=5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)
        if not self._thread.is_alive():
            self._loop.close()

    async def _finish(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.wait_for(asyncio.gather(*others, return_exceptions=True), timeout=3)
        await self._request.shutdown()


def _request(api_base: str | None) -> HTTPXRequest:
    local = urlsplit(api_base or "").hostname in {"127.0.0.1", "localhost", "::1"}
    return HTTPXRequest(
        connection_pool_size=32,
        connect_timeout=CONNECT_SECONDS,
        read_timeout=ANSWER_SECONDS,
        write_timeout=ANSWER_SECONDS,
        pool_timeout=CONNECT_SECONDS,
        httpx_kwargs={"trust_env": False} if local else None,  # no proxy to our own loopback
    )


def _bot(token: str, api_base: str | None, request: HTTPXRequest) -> Bot:
    if api_base is None:
        return Bot(token, request=request, get_updates_request=request)
    return Bot(token, base_url=f"{api_base}/bot", request=request, get_updates_request=request)


def _sending(outbound: Outbound) -> Callable[[Bot], Coroutine[Any, Any, int]]:
    """Plain text, never a parse mode: one stray underscore would lose the message (R11)."""

    async def send(bot: Bot) -> int:
        message = await bot.send_message(
            chat_id=int(outbound.address.value),
            text=outbound.text,
            reply_markup=_keyboard(outbound.buttons),
            protect_content=outbound.protect,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )
        return message.message_id

    return send


def _keyboard(buttons: tuple[Button, ...]) -> InlineKeyboardMarkup | None:
    """One button a row: Khmer labels are long, and thumbs are not."""
    rows = [[InlineKeyboardButton(b.label, callback_data=b.token)] for b in buttons]
    return InlineKeyboardMarkup(rows) if rows else None


# SAFETY R9-R12. Asked from the top: BadRequest is a NetworkError.
_TABLE: tuple[tuple[type[TelegramError], SendReason], ...] = (
    (Forbidden, SendReason.BLOCKED),
    (ChatMigrated, SendReason.UNREACHABLE),
    (BadRequest, SendReason.BAD_MESSAGE),
    (RetryAfter, SendReason.THROTTLED),
    (InvalidToken, SendReason.MISCONFIGURED),
)
_FINAL = frozenset({SendReason.BLOCKED, SendReason.UNREACHABLE, SendReason.BAD_MESSAGE})


def typed(error: Exception) -> SendError:
    """What an error of the library means for the text and for the contact."""
    reason = _reason(error)
    return SendError(
        reason,
        retryable=reason not in _FINAL,
        contact_stopped=reason in {SendReason.BLOCKED, SendReason.UNREACHABLE},
        retry_after_seconds=_wait(error, reason),
        code=type(error).__name__,
    )


def _reason(error: Exception) -> SendReason:
    if isinstance(error, BadRequest) and "chat not found" in error.message.lower():
        return SendReason.UNREACHABLE
    for kind, reason in _TABLE:
        if isinstance(error, kind):
            return reason
    down = isinstance(error, TelegramError) and _was_not_taken(error)
    return SendReason.PROVIDER_DOWN if down else SendReason.UNKNOWN_OUTCOME


def _was_not_taken(error: TelegramError) -> bool:
    """True if no connection was made, or if Telegram answered with an error of its own."""
    cause = error.__cause__
    if isinstance(cause, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout):
        return True
    return isinstance(error, NetworkError) and cause is None


def _wait(error: Exception, reason: SendReason) -> float | None:
    if reason is SendReason.MISCONFIGURED:
        return OPERATOR_ACTS_SECONDS
    if not isinstance(error, RetryAfter):
        return None
    wait: int | timedelta = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
