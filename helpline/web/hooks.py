"""The webhooks: guard lines, one transaction, an answer (DESIGN section 4, steps 1 to 3).

Promises: a forged hook gets 403 and leaves no row; nothing that a sender can write makes a 5xx,
because Telegram would repeat it for ever; 503 means that the store is away and nothing was kept.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, current_app, request

from helpline.channels.telegram import TELEGRAM_PATH
from helpline.channels.twilio import CALLS_PATH, MESSAGES_PATH, STATUS_PATH, product_of
from helpline.core.channel import Channel
from helpline.core.errors import StoreUnavailable
from helpline.core.message import Hook, Refusal
from helpline.operations.helpline import Helpline
from helpline.operations.ports.channel import ChannelPort, Malformed, Read
from helpline.operations.receive import quarantine, receive
from helpline.web.health import count_hook

blueprint = Blueprint("hooks", __name__)

MAX_BYTES = 64 * 1024
EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'
BUSY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response><Reject reason="busy"/></Response>'
"""The engaged tone, for everybody alike: no voice, no price, nothing that a listener learns."""
TRY_AGAIN_SECONDS = "5"
STATUS_OF_REFUSAL = {Refusal.FORGED: 403, Refusal.NOT_OURS: 403, Refusal.INCOMPLETE: 400}


@blueprint.post(MESSAGES_PATH)
def twilio_messages() -> Response:
    """A message in, by SMS or WhatsApp. Replies go by the API, so that they can be followed."""
    hook = hook_at(MESSAGES_PATH)
    return _answer(product_of(hook), hook, Response(EMPTY_TWIML, mimetype="text/xml"))


@blueprint.post(STATUS_PATH)
def twilio_status() -> Response:
    """What became of a message out."""
    hook = hook_at(STATUS_PATH)
    return _answer(product_of(hook), hook, Response(EMPTY_TWIML, mimetype="text/xml"))


@blueprint.post(CALLS_PATH)
def twilio_calls() -> Response:
    """Somebody rings: it is noted as a missed call, for a person to call back (SAFETY T9)."""
    return _answer(Channel.SMS, hook_at(CALLS_PATH), Response(BUSY_TWIML, mimetype="text/xml"))


@blueprint.post(TELEGRAM_PATH)
def telegram() -> Response:
    """An update of the bot."""
    return _answer(
        Channel.TELEGRAM, hook_at(TELEGRAM_PATH), Response("{}", mimetype="application/json")
    )


def hook_at(path: str) -> Hook:
    """The request without Flask; its URL is built on the configured one, never on Host (T31)."""
    body = request.get_data(cache=True)  # first, so that the form is read from what was kept
    query = request.query_string.decode("latin-1")
    url = helpline().settings.public_url + path + (f"?{query}" if query else "")
    return Hook(
        url=url,
        headers={name.lower(): value for name, value in request.headers.items()},
        form={name: tuple(values) for name, values in request.form.lists()},
        body=body,
    )


def helpline() -> Helpline:
    """What this app was built with."""
    found: Helpline = current_app.extensions["helpline"]
    return found


def _answer(name: Channel, hook: Hook, thanks: Response) -> Response:
    channel = helpline().channels.get(name)
    if channel is None:
        return _empty(name, "not_configured", 403)
    found = _read(channel, hook)
    if isinstance(found, Refusal):
        return _empty(name, found.value, STATUS_OF_REFUSAL[found])
    try:
        outcome = _keep(name, hook, found)
    except StoreUnavailable:
        return _empty(name, "unavailable", 503)
    count_hook(name, outcome)
    return thanks


def _read(channel: ChannelPort, hook: Hook) -> Read:
    """A channel never raises; should one, its hook is kept for a person to look at."""
    try:
        return channel.read(hook)
    except Exception as error:
        return Malformed(f"not read: {type(error).__name__}")


def _keep(name: Channel, hook: Hook, found: Sequence[object] | Malformed) -> str:
    """Store what was read. Raises StoreUnavailable, and then nothing was stored."""
    if isinstance(found, Malformed):
        quarantine(helpline(), name, found.problem, hook.body)
        return "malformed"
    if not found:
        return "ignored"
    try:
        receive(helpline(), found)  # type: ignore[arg-type]
    except StoreUnavailable:
        raise
    except Exception as error:
        problem = f"not received: {type(error).__name__}"
        helpline().trouble("hook_not_received", [type(error).__name__])
        quarantine(helpline(), name, problem, hook.body)
        return "malformed"
    return "accepted"


def _empty(name: Channel, outcome: str, status: int) -> Response:
    """An answer without detail: whoever knocks at the wrong door learns nothing."""
    count_hook(name, outcome)
    response = Response(status=status, mimetype="text/plain")
    if status == 503:
        response.headers["Retry-After"] = TRY_AGAIN_SECONDS
    return response
