"""The Telegram channel: private chats only, buttons, no delivery reports."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING

from helpline.channels import quiet_libraries
from helpline.channels.pacing import Pace
from helpline.channels.telegram import reading
from helpline.channels.traits import TRAITS
from helpline.core.channel import Address, Channel
from helpline.core.message import Hook, Outbound, SendError, SendReason, SendResult
from helpline.operations.ports.channel import Read

if TYPE_CHECKING:
    from telegram import Bot

    from helpline.channels.telegram.bot import BotThread

TELEGRAM_PATH = "/hooks/telegram"
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
PRESS_SECONDS = 2.0
LEFT_SECONDS = 60.0
"""A group that sends many messages while we leave is left once."""
LEFT_REMEMBERED = 256


def telegram_channel(token: str, secret: str, api_base: str | None = None) -> TelegramChannel:
    """The channel as it runs, paced by the machine's own clock."""
    return TelegramChannel(token, secret, api_base=api_base)


class TelegramChannel:
    """Reads webhooks anywhere; sends through one Bot per process, made at the first call."""

    name = Channel.TELEGRAM
    traits = TRAITS[Channel.TELEGRAM]

    def __init__(
        self,
        token: str,
        secret: str,
        *,
        api_base: str | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._token = token
        self._secret = secret
        self._api_base = api_base
        self._clock = clock
        self._pace = Pace(clock)
        self._bot: BotThread | None = None
        self._left: dict[int, float] = {}
        self._lock = Lock()

    def read(self, hook: Hook) -> Read:
        """Verify, parse and clean; see `reading`."""
        return reading.read(hook, self._secret, self._leave)

    def send(self, outbound: Outbound) -> SendResult:
        """Send at once or raise; never waits for its turn, so nobody waits for anybody."""
        chat = outbound.address.value
        if not (chat.isascii() and chat.isdigit()):
            raise SendError(SendReason.UNREACHABLE, retryable=False, contact_stopped=True)
        wait = self._pace.take(chat)
        if wait > 0:
            raise SendError(
                SendReason.THROTTLED, retryable=True, retry_after_seconds=wait, code="pace"
            )
        try:
            return SendResult(str(self._thread().send(outbound)))
        except SendError as error:
            if error.reason is SendReason.THROTTLED:
                self._pace.pause(chat, error.retry_after_seconds or 1.0)
            raise

    def look_up(
        self,
        outbound: Outbound,  # noqa: ARG002
        since: datetime,  # noqa: ARG002
        known: Callable[[Sequence[str]], frozenset[str]],  # noqa: ARG002
    ) -> SendResult | None:
        """The Bot API has no way to ask what was sent."""
        return None

    def answer_press(self, press_id: str) -> None:
        """Take the spinner off the button: always, also for a press that changes nothing (T4)."""
        with suppress(SendError):
            self._thread().call(lambda bot: bot.answer_callback_query(press_id), PRESS_SECONDS)

    def clear(self, address: Address, provider_ids: tuple[str, ...]) -> None:
        """Delete messages of both sides; one that is gone or too old is no error (T5)."""
        for message_id in filter(None, map(_message_id, provider_ids)):
            try:
                self._thread().call(partial(_deleting, int(address.value), message_id))
            except SendError as error:
                if error.retryable:
                    raise

    def register_webhook(self, public_url: str) -> None:
        """Tell Telegram where we are. Raises SendError. Pending updates are kept (R24)."""
        self._thread().call(
            lambda bot: bot.set_webhook(
                public_url + TELEGRAM_PATH,
                allowed_updates=ALLOWED_UPDATES,
                secret_token=self._secret,
                drop_pending_updates=False,
            )
        )

    def hook_problem(self, public_url: str) -> str | None:
        """Why Telegram would bring us nothing; None if it would. Raises SendError."""
        hook = self._thread().call(lambda bot: bot.get_webhook_info())
        if hook.url != public_url + TELEGRAM_PATH:
            return "its webhook leads elsewhere"
        if hook.last_error_date is not None and hook.pending_update_count:
            return f"{hook.pending_update_count} messages wait there: Telegram cannot reach us"
        return None

    def close(self) -> None:
        """End the loop thread, if there is one in this process."""
        with self._lock:
            bot, self._bot = self._bot, None
        if bot is not None and bot.process == os.getpid():
            bot.close()

    def _leave(self, chat_id: int) -> None:
        """Leave a group without making the webhook wait; errors are swallowed."""
        now = self._clock()
        with self._lock:
            if now - self._left.get(chat_id, -LEFT_SECONDS) < LEFT_SECONDS:
                return
            if len(self._left) >= LEFT_REMEMBERED:
                self._left.clear()
            self._left[chat_id] = now
        self._thread().start(lambda bot: bot.leave_chat(chat_id))

    def _thread(self) -> BotThread:
        # Loaded by the first call: a web process that only reads never needs the library.
        from helpline.channels.telegram.bot import BotThread  # noqa: PLC0415

        with self._lock:
            if self._bot is None or self._bot.process != os.getpid():
                quiet_libraries()
                self._bot = BotThread(self._token, self._api_base)
            return self._bot


def _message_id(provider_id: str) -> int | None:
    """Telegram's id of a message: ours are kept as that, theirs as update:message:date."""
    parts = provider_id.split(":")
    number = parts[1] if len(parts) == 3 else parts[0]
    return int(number) if number.isdigit() and len(parts) in (1, 3) else None


async def _deleting(chat_id: int, message_id: int, bot: Bot) -> bool:
    return await bot.delete_message(chat_id, message_id)
