"""A fake of Telegram's Bot API: the methods that the helpline calls, over POST forms."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from hmac import compare_digest
from typing import Any

from flask import Blueprint, Response, jsonify, request

from helpline.demo.faults import Fault, When, afterwards, next_fault
from helpline.demo.ledger import Message
from helpline.demo.providers import providers

blueprint = Blueprint("telegram_api", __name__)

BOT = {"id": 700000000, "is_bot": True, "first_name": "Demo", "username": "fictitious_demo_bot"}


class Refused(Exception):
    """What the Bot API answers instead of a result."""

    def __init__(self, status: int, description: str) -> None:
        super().__init__(description)
        self.status, self.description = status, description


@blueprint.post("/bot<token>/<method>")
def call(token: str, method: str) -> Response:
    """Any method; an unknown one is 404, as there."""
    own = providers()
    own.ledger.note_call("telegram", method, request.form.to_dict())
    if not compare_digest(token.encode(), own.bot_token.encode()):
        return _refusal(401, "Unauthorized")
    fault = next_fault("telegram", method)
    if fault is not None and fault.when is When.INSTEAD:
        return _scripted(fault)
    try:
        result = METHODS[method](request.form)
    except KeyError:
        return _refusal(404, "Not Found")
    except Refused as refused:
        return _refusal(refused.status, refused.description)
    garbled = afterwards(fault)
    return Response(garbled, 200) if garbled is not None else jsonify(ok=True, result=result)


def _send_message(given: Mapping[str, str]) -> dict[str, Any]:
    own, chat, text = providers(), given.get("chat_id", ""), given.get("text", "")
    if not chat.lstrip("-").isdigit():
        raise Refused(400, "Bad Request: chat not found")
    if own.ledger.is_stopped(chat):
        raise Refused(403, "Forbidden: bot was blocked by the user")
    if not text.strip():
        raise Refused(400, "Bad Request: message text is empty")
    if len(text) > 4096:
        raise Refused(400, "Bad Request: message is too long")
    number = own.ledger.next_number("telegram_message")
    message = Message(
        id=f"{chat}:{number}",
        provider="telegram",
        direction="out",
        contact=chat,
        ours=str(BOT["id"]),
        body=text,
        buttons=_buttons(given.get("reply_markup")),
        protect=given.get("protect_content", "").lower() == "true",
        status="sent",
        error_code=None,
        callback="",
        validity=None,
        at=0.0,
        made=0,
        changed=0,
    )
    own.ledger.add_message(message)
    return {
        "message_id": number,
        "date": int(time.time()),
        "chat": {"id": int(chat), "type": "private"},
        "from": BOT,
        "text": text,
    }


def _buttons(markup: str | None) -> tuple[tuple[str, str], ...]:
    rows = json.loads(markup)["inline_keyboard"] if markup else []
    buttons = tuple((button["text"], button["callback_data"]) for row in rows for button in row)
    if any(not 1 <= len(token.encode()) <= 64 for _, token in buttons):
        raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
    return buttons


def _delete_message(given: Mapping[str, str]) -> bool:
    message_id = f"{given.get('chat_id')}:{given.get('message_id')}"
    if not providers().ledger.delete(message_id):
        raise Refused(400, "Bad Request: message to delete not found")
    return True


def _yes(_given: Mapping[str, str]) -> bool:
    return True


def _get_me(_given: Mapping[str, str]) -> dict[str, Any]:
    return BOT


def _webhook_info(_given: Mapping[str, str]) -> dict[str, Any]:
    calls = providers().ledger.calls("telegram", "setWebhook")
    url = calls[-1].given.get("url", "") if calls else ""
    return {"url": url, "has_custom_certificate": False, "pending_update_count": 0}


METHODS: dict[str, Callable[[Mapping[str, str]], object]] = {
    "sendMessage": _send_message,
    "deleteMessage": _delete_message,
    "answerCallbackQuery": _yes,
    "leaveChat": _yes,
    "setWebhook": _yes,
    "deleteWebhook": _yes,
    "getMe": _get_me,
    "getWebhookInfo": _webhook_info,
}


def _scripted(fault: Fault) -> Response:
    if fault.retry_after is None:
        return _refusal(fault.status, fault.description)
    return _refusal(fault.status, "Too Many Requests", {"retry_after": fault.retry_after})


def _refusal(status: int, words: str, parameters: dict[str, int] | None = None) -> Response:
    answer: dict[str, Any] = {"ok": False, "error_code": status, "description": words}
    response = jsonify(answer | ({"parameters": parameters} if parameters else {}))
    response.status_code = status
    return response
