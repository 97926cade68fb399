"""A fake of Twilio's Messages API: create, list, fetch, redact, delete (2010-04-01, JSON)."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime
from email.utils import format_datetime
from hmac import compare_digest
from typing import Any

from flask import Blueprint, Response, jsonify, request

from helpline.demo.callbacks import report_soon
from helpline.demo.faults import Fault, When, afterwards, next_fault
from helpline.demo.ledger import Message
from helpline.demo.providers import providers
from helpline.text import sms

CONTENT_SID = re.compile(r"HX[0-9a-f]{32}", re.ASCII)
blueprint = Blueprint("twilio_api", __name__)

ACCOUNT = "/2010-04-01/Accounts/<account_sid>"
WORDS = {
    20003: "Authenticate",
    20404: "The requested resource was not found",
    21211: "Invalid 'To' Phone Number",
    21602: "Message body is required.",
    21606: "The 'From' phone number is not a valid, SMS-capable number.",
    21610: "Attempt to send to unsubscribed recipient",
    21617: "The concatenated message body exceeds the 1600 character limit",
}


@blueprint.post(f"{ACCOUNT}/Messages.json")
def create(account_sid: str) -> Response:
    """Accept a message, or refuse it as Twilio would."""
    own = providers()
    own.ledger.note_call("twilio", "create", request.form.to_dict())
    fault = next_fault("twilio", "create")
    refused = _unauthorised(account_sid) or _scripted(fault) or _refused()
    if refused is not None:
        return refused
    message = own.ledger.add_message(_message())
    garbled = afterwards(fault)
    if garbled is not None:
        return Response(garbled, 200)
    report_soon(own, message, request.host_url)
    return _answer(message, 201)


@blueprint.get(f"{ACCOUNT}/Messages.json")
def list_messages(account_sid: str) -> Response:
    """Newest first, filtered by To and by the time after which they were sent."""
    ledger = providers().ledger
    ledger.note_call("twilio", "list", request.args.to_dict())
    refused = _unauthorised(account_sid) or _scripted(next_fault("twilio", "list"))
    if refused is not None:
        return refused
    found = ledger.messages("twilio", contact=request.args.get("To"))
    after = request.args.get("DateSent>")
    if after is not None:
        since = datetime.fromisoformat(after).timestamp()
        found = [message for message in found if message.at >= since]
    page = [_shown(message) for message in reversed(found)]
    return jsonify(messages=page, page=0, page_size=50, next_page_uri=None, uri=request.path)


@blueprint.get(f"{ACCOUNT}/Messages/<sid>.json")
def fetch(account_sid: str, sid: str) -> Response:
    message = providers().ledger.message(sid)
    refused = _unauthorised(account_sid)
    return refused or (_answer(message, 200) if message else _error(404, 20404))


@blueprint.post(f"{ACCOUNT}/Messages/<sid>.json")
def update(account_sid: str, sid: str) -> Response:
    """An empty Body redacts."""
    ledger = providers().ledger
    ledger.note_call("twilio", "update", {"sid": sid, **request.form.to_dict()})
    refused = _unauthorised(account_sid) or _scripted(next_fault("twilio", "update"))
    if refused is not None:
        return refused
    if request.form.get("Body") == "":
        ledger.redact(sid)
    message = ledger.message(sid)
    return _answer(message, 200) if message else _error(404, 20404)


@blueprint.delete(f"{ACCOUNT}/Messages/<sid>.json")
def delete(account_sid: str, sid: str) -> Response:
    refused = _unauthorised(account_sid)
    if refused is not None:
        return refused
    return Response(status=204) if providers().ledger.delete(sid) else _error(404, 20404)


def _unauthorised(account_sid: str) -> Response | None:
    own, given = providers(), request.authorization
    name = (given.username if given else None) or ""
    password = (given.password if given else None) or ""
    fits = compare_digest(password.encode(), own.auth_token.encode())
    return None if name == account_sid == own.account_sid and fits else _error(401, 20003)


def _scripted(fault: Fault | None) -> Response | None:
    if fault is None or fault.when is not When.INSTEAD:
        return None
    response = _error(fault.status, fault.code or fault.status)
    if fault.retry_after is not None:
        response.headers["Retry-After"] = str(fault.retry_after)
    return response


def _refused() -> Response | None:
    """What Twilio itself would refuse."""
    own, body, to = providers(), request.form.get("Body", ""), request.form.get("To", "")
    sender = request.form.get("From") or request.form.get("MessagingServiceSid", "")
    if not body and not CONTENT_SID.fullmatch(request.form.get("ContentSid", "")):
        return _error(400, 21602)
    if len(body) > 1600:
        return _error(400, 21617)
    if not to.removeprefix("whatsapp:").removeprefix("+").isdigit():
        return _error(400, 21211)
    if sender not in own.senders:
        return _error(400, 21606)
    return _error(400, 21610) if own.ledger.is_stopped(to) else None


def _message() -> Message:
    form = request.form
    validity = form.get("ValidityPeriod")
    return Message(
        id="SM" + secrets.token_hex(16),
        provider="twilio",
        direction="out",
        contact=form["To"],
        ours=form.get("From") or form.get("MessagingServiceSid", ""),
        body=form.get("Body") or form["ContentSid"],
        buttons=(),
        protect=False,
        status="queued",
        error_code=None,
        callback=form.get("StatusCallback", ""),
        validity=int(validity) if validity else None,
        at=0.0,
        made=0,
        changed=0,
    )


def _answer(message: Message, status: int) -> Response:
    response = jsonify(_shown(message))
    response.status_code = status
    return response


def _shown(message: Message) -> dict[str, Any]:
    at = format_datetime(datetime.fromtimestamp(message.at, UTC))
    return {
        "sid": message.id,
        "account_sid": providers().account_sid,
        "to": message.contact,
        "from": message.ours,
        "body": message.body,
        "status": message.status,
        "direction": "outbound-api",
        "num_segments": str(sms.count(message.body).parts),
        "num_media": "0",
        "error_code": message.error_code,
        "error_message": None,
        "date_created": at,
        "date_updated": at,
        "date_sent": None if message.status == "queued" else at,
        "uri": f"/2010-04-01/Accounts/{providers().account_sid}/Messages/{message.id}.json",
    }


def _error(status: int, code: int) -> Response:
    response = jsonify(
        code=code,
        message=WORDS.get(code, "Error"),
        more_info=f"https://www.twilio.com/docs/errors/{code}",
        status=status,
    )
    response.status_code = status
    return response
