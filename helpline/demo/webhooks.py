"""Webhooks as the providers make them: correctly signed, ready to be posted.

The phone simulator posts them over HTTP; tests hand them to a test client as they are.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from helpline.channels.telegram import TELEGRAM_PATH
from helpline.channels.twilio import MESSAGES_PATH
from helpline.demo.providers import Providers

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Webhook:
    """One POST: `path` with its query, headers and body."""

    path: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


def signed_form(own: Providers, path: str, form: Mapping[str, str]) -> Webhook:
    """A Twilio webhook, signed over the public URL."""
    validator = RequestValidator(own.auth_token)
    signature = validator.compute_signature(own.public_url + path, dict(form))
    headers = {"Content-Type": FORM, "X-Twilio-Signature": signature}
    return Webhook(path, headers, urlencode(form).encode())


def twilio_message(
    own: Providers, sender: str, body: str, *, sid: str | None = None, **more: str
) -> Webhook:
    """A text by SMS, or by WhatsApp if the sender begins with `whatsapp:`."""
    is_whatsapp = sender.startswith("whatsapp:")
    ours = [mine for mine in own.senders if mine.startswith("whatsapp:") == is_whatsapp]
    sid = sid or "SM" + secrets.token_hex(16)
    form = {
        "ToCountry": "KH",
        "SmsMessageSid": sid,
        "NumMedia": "0",
        "SmsSid": sid,
        "SmsStatus": "received",
        "Body": body,
        "To": ours[0],
        "NumSegments": "1",
        "MessageSid": sid,
        "AccountSid": own.account_sid,
        "From": sender,
        "ApiVersion": "2010-04-01",
    }
    return signed_form(own, MESSAGES_PATH, form | more)


def telegram_update(own: Providers, update: Mapping[str, Any]) -> Webhook:
    """Any update, with our secret token; it gets the next update id if it has none."""
    number = own.ledger.next_number("telegram_update")
    headers = {
        "Content-Type": "application/json",
        "X-Telegram-Bot-Api-Secret-Token": own.bot_secret,
    }
    body = json.dumps({"update_id": 500_000_000 + number} | dict(update)).encode()
    return Webhook(TELEGRAM_PATH, headers, body)


def telegram_text(own: Providers, chat: int, text: str) -> Webhook:
    """A text in a private chat."""
    return telegram_update(own, {"message": {**telegram_message(own, chat), "text": text}})


def telegram_press(own: Providers, chat: int, token: str, message_id: int = 1) -> Webhook:
    """A pressed button of one of our messages."""
    press = {
        "id": str(4_000_000_000 + own.ledger.next_number("telegram_press")),
        "from": person(chat),
        "chat_instance": "1",
        "data": token,
        "message": {**telegram_message(own, chat), "message_id": message_id},
    }
    return telegram_update(own, {"callback_query": press})


def telegram_member(own: Providers, chat: int, status: str) -> Webhook:
    """The contact blocks (`kicked`) or unblocks (`member`) us."""
    change = {
        "chat": {"id": chat, "type": "private"},
        "from": person(chat),
        "date": int(time.time()),
        "old_chat_member": {"user": {"id": 700000000, "is_bot": True}, "status": "member"},
        "new_chat_member": {"user": {"id": 700000000, "is_bot": True}, "status": status},
    }
    return telegram_update(own, {"my_chat_member": change})


def telegram_message(own: Providers, chat: int) -> dict[str, Any]:
    """The envelope of a message in a private chat, without content."""
    return {
        "message_id": own.ledger.next_number("telegram_message"),
        "from": person(chat),
        "chat": {"id": chat, "first_name": "Fictitious", "type": "private"},
        "date": int(time.time()),
    }


def person(chat: int) -> dict[str, Any]:
    """A fictitious person; in a private chat the chat has the person's id."""
    return {"id": chat, "is_bot": False, "first_name": "Fictitious", "language_code": "km"}
