"""The phone simulator: what a phone would show, over the real webhooks and the fake providers.

Writing on a phone posts a correctly signed webhook to this very server over HTTP, as a provider
would; reading shows what the fake providers were given. Nothing is short-circuited.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, current_app, jsonify, render_template, request

from helpline.core.contact import LOCAL_ZONE
from helpline.demo.callbacks import REFUSED, post
from helpline.demo.labels import LABELS
from helpline.demo.ledger import Message
from helpline.demo.phones import Phone, PhoneKind, add_phone, phone_of, phones
from helpline.demo.providers import Providers, providers
from helpline.demo.webhooks import (
    Webhook,
    telegram_member,
    telegram_press,
    telegram_text,
    twilio_message,
)
from helpline.text import sms

blueprint = Blueprint(
    "demo", __name__, template_folder="templates", static_folder="static", static_url_path="/static"
)

LONGEST_TEXT = 4096
CONSOLE = "/console/"
# PLATFORM, Twilio, "Keywords": on these Twilio itself stops or starts, whatever we think of it.
STOPS = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
STARTS = frozenset({"START", "YES", "UNSTOP"})


@blueprint.get("/")
def page() -> str:
    """Two phones and the one on duty. The language is that of the labels, not of the talk."""
    language = "en" if request.args.get("lang") == "en" else "km"
    says = LABELS[language]
    return render_template(
        "demo/phones.html",
        language=language,
        says=says,
        script=_script(says),
        console=CONSOLE,
        name=current_app.config["SENDER_NAME"],
        sender=next(iter(providers().senders), ""),
    )


@blueprint.get("/state")
def state() -> Response:
    """Phones, and the messages that are new or changed since `after`."""
    own = providers()
    known = phones(own.ledger)
    ids = frozenset(phone.id for phone in known)
    after = request.args.get("after", 0, type=int)
    changed = own.ledger.changed_after(after)
    return jsonify(
        phones=[{"id": phone.id, "kind": phone.kind, "value": phone.value} for phone in known],
        messages=[_shown(message, phone_of(message, ids)) for message in changed],
        after=max([after, *(message.changed for message in changed)]),
    )


@blueprint.get("/parts")
def parts() -> Response:
    """What a text would cost by SMS while it is being written."""
    counted = sms.count(request.args.get("text", "")[:LONGEST_TEXT])
    return jsonify(parts=counted.parts, units=counted.units, encoding=counted.encoding)


@blueprint.post("/phones")
def new_phone() -> Response:
    """A phone that has never written."""
    kind = str(_given().get("kind"))
    if kind not in set(PhoneKind):
        abort(400)
    phone = add_phone(providers().ledger, PhoneKind(kind))
    if phone is None:
        abort(409)
    return jsonify(id=phone.id)


@blueprint.post("/send")
def send() -> Response:
    """Somebody wrote a text."""
    phone, text = _phone(), str(_given().get("text", ""))[:LONGEST_TEXT]
    if not text.strip():
        abort(400)
    own = providers()
    if phone.kind is PhoneKind.SMS:
        _keywords(own, phone, text)
        return _posted(own, phone, text, twilio_message(own, phone.value, text))
    return _posted(own, phone, text, telegram_text(own, int(phone.value), text))


@blueprint.post("/press")
def press() -> Response:
    """Somebody pressed a button under a message."""
    own, phone = providers(), _phone()
    message = own.ledger.message(str(_given().get("message", "")))
    token = str(_given().get("token", ""))
    labels = [label for label, known in message.buttons if known == token] if message else []
    if phone.kind is not PhoneKind.TELEGRAM or message is None or not labels:
        abort(400)
    number = int(message.id.rpartition(":")[2])
    status = post(request.host_url, telegram_press(own, int(phone.value), token, number))
    return jsonify(status=status)


@blueprint.post("/block")
def block() -> Response:
    """Somebody blocked the bot, or let it in again."""
    own, phone = providers(), _phone()
    if phone.kind is not PhoneKind.TELEGRAM:
        abort(400)
    blocked = _given().get("blocked") is True
    own.ledger.stop(phone.value, blocked)
    webhook = telegram_member(own, int(phone.value), "kicked" if blocked else "member")
    return jsonify(status=post(request.host_url, webhook))


def _given() -> dict[str, Any]:
    given = request.get_json(silent=True)
    return given if isinstance(given, dict) else {}


def _phone() -> Phone:
    phone = Phone.parse(str(_given().get("phone", "")))
    if phone is None or phone not in phones(providers().ledger):
        abort(404)
    return phone


def _posted(own: Providers, phone: Phone, text: str, webhook: Webhook) -> Response:
    """Show the text on the phone at once, then whether the helpline took it."""
    message = own.ledger.add_message(_written(own, phone, text))
    status = post(request.host_url, webhook)
    taken = status == 200
    own.ledger.set_status(message.id, "taken" if taken else "refused", None if taken else status)
    return jsonify(status=status, reached=status != REFUSED)


def _keywords(own: Providers, phone: Phone, text: str) -> None:
    word = text.strip().upper()
    if word in STOPS | STARTS:
        own.ledger.stop(phone.value, word in STOPS)


def _written(own: Providers, phone: Phone, text: str) -> Message:
    return Message(
        id=f"in:{own.ledger.next_number('written')}",
        provider="telegram" if phone.kind is PhoneKind.TELEGRAM else "twilio",
        direction="in",
        contact=phone.value,
        ours="",
        body=text,
        buttons=(),
        protect=False,
        status="sending",
        error_code=None,
        callback="",
        validity=None,
        at=0.0,
        made=0,
        changed=0,
    )


def _shown(message: Message, phone: str) -> dict[str, Any]:
    counted = sms.count(message.body)
    is_sms = message.provider == "twilio"
    local = datetime.fromtimestamp(message.at, UTC).astimezone(ZoneInfo(LOCAL_ZONE))
    return {
        "id": message.id,
        "phone": phone,
        "to": message.contact,
        "provider": message.provider,
        "direction": message.direction,
        "text": message.body,
        "buttons": [{"label": label, "token": token} for label, token in message.buttons],
        "protect": message.protect,
        "status": message.status,
        "error": message.error_code,
        "parts": counted.parts if is_sms else 0,
        "encoding": counted.encoding if is_sms else "",
        "time": local.strftime("%H:%M"),
        "made": message.made,
    }


def _script(labels: dict[str, str]) -> dict[str, str]:
    """The labels that the script writes itself; they travel as data attributes."""
    names = ("parts", "part", "duty_empty", "refused", "sending", "taken", "start", "failed")
    return {name: labels[name] for name in names}
