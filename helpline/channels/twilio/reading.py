"""From a Twilio webhook to plain nouns: signed? whole? ours? what is it?

The signature covers names and values without delimiters, so two different forms can carry the
same one (SAFETY T32). Therefore each needed field must be there exactly once, ids must have
their exact shape, and the store takes each MessageSid once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qs, urlsplit

from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from helpline.channels.twilio.account import (
    CALLS_PATH,
    STATUS_PATH,
    WHATSAPP_PREFIX,
    TwilioAccount,
)
from helpline.channels.twilio.errors import STATUSES, reported_reason, reported_stop
from helpline.core.channel import Address, Channel
from helpline.core.message import Hook, Inbound, Kind, Refusal, StatusUpdate
from helpline.operations.ports.channel import Malformed, Read
from helpline.text.clean import clean_in

SIGNATURE = "x-twilio-signature"
MESSAGE_FIELDS = ("MessageSid", "AccountSid", "From", "To", "Body")
STATUS_FIELDS = ("MessageSid", "AccountSid", "MessageStatus")
CALL_FIELDS = ("CallSid", "AccountSid", "From", "To")
MAX_MEDIA = 10

_MESSAGE_SID = re.compile(r"(?:SM|MM)[0-9a-f]{32}", re.ASCII)
_CALL_SID = re.compile(r"CA[0-9a-f]{32}", re.ASCII)
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)
_DEGREES = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{1,15})?", re.ASCII)
_OUTBOUND_ID = re.compile(r"[0-9A-Za-z_-]{1,64}", re.ASCII)
_WORD = re.compile(r"[a-z_]{1,32}", re.ASCII)

OPT_OUTS = {"STOP": "stop", "START": "start"}
MEDIA_KINDS = {"image": "photo", "audio": "voice", "video": "video", "text/vcard": "contact"}


def product_of(hook: Hook) -> Channel:
    """SMS or WhatsApp, by the prefix of the addresses. Nothing is believed yet: `read` checks."""
    values = (value for name in ("From", "To") for value in hook.form.get(name, ()))
    is_whatsapp = any(value.startswith(WHATSAPP_PREFIX) for value in values)
    return Channel.WHATSAPP if is_whatsapp else Channel.SMS


def read(account: TwilioAccount, channel: Channel, senders: frozenset[str], hook: Hook) -> Read:
    """Never raises. `senders` are our numbers and services as they are configured."""
    if not is_signed(account, hook):
        return Refusal.FORGED
    path = urlsplit(hook.url).path
    if path.endswith(STATUS_PATH):
        return _read_status(account, channel, hook)
    if path.endswith(CALLS_PATH):
        return _read_call(account, senders, hook)
    return _read_message(account, channel, senders, hook)


def _read_message(
    account: TwilioAccount, channel: Channel, senders: frozenset[str], hook: Hook
) -> Read:
    fields = _once(hook.form, MESSAGE_FIELDS)
    if fields is None or not _MESSAGE_SID.fullmatch(fields["MessageSid"]):
        return Refusal.INCOMPLETE
    if fields["AccountSid"] != account.sid or not _ours(hook.form, senders):
        return Refusal.NOT_OURS
    address = _address(channel, fields["From"])
    if address is None:
        return Malformed("the sender is not a phone number")
    return (_inbound(address, fields, _Extra(hook.form)),)


class _Signed(dict[str, tuple[str, ...]]):
    """A form as the validator wants it: with all values of a repeated field."""

    def getlist(self, name: str) -> list[str]:
        return list(self[name])


def is_signed(account: TwilioAccount, hook: Hook) -> bool:
    """True if one of our tokens signed exactly this, by the configured algorithm."""
    signature = hook.headers.get(SIGNATURE, "")  # the library raises TypeError on None
    form = _Signed(hook.form)
    try:
        return any(
            RequestValidator(token).validate(hook.url, form, signature, account.algorithm.value)
            for token in account.tokens
        )
    except ValueError:  # a lone surrogate cannot be signed, an absurd URL cannot be parsed
        return False


class _Extra:
    """Fields that may be missing: the value, or nothing if it is absent or there twice."""

    def __init__(self, form: Mapping[str, tuple[str, ...]]) -> None:
        self._form = form

    def get(self, name: str) -> str:
        values = self._form.get(name, ())
        return values[0] if len(values) == 1 else ""


def _once(form: Mapping[str, tuple[str, ...]], names: Iterable[str]) -> dict[str, str] | None:
    found = {name: form.get(name, ()) for name in names}
    if any(len(values) != 1 for values in found.values()):
        return None
    return {name: values[0] for name, values in found.items()}


def _ours(form: Mapping[str, tuple[str, ...]], senders: frozenset[str]) -> bool:
    extra = _Extra(form)
    return extra.get("To") in senders or extra.get("MessagingServiceSid") in senders


def _address(channel: Channel, sender: str) -> Address | None:
    if channel is Channel.WHATSAPP:
        if not sender.startswith(WHATSAPP_PREFIX):
            return None
        sender = sender.removeprefix(WHATSAPP_PREFIX)
    return Address(channel, sender) if _PHONE.fullmatch(sender) else None


def _inbound(address: Address, fields: Mapping[str, str], extra: _Extra) -> Inbound:
    media = _media(extra)
    button = _token(extra.get("ButtonPayload"))
    place = _place(extra)
    text = clean_in(fields["Body"])
    if button is not None:
        kind = Kind.BUTTON
    elif place:
        kind, text = Kind.LOCATION, clean_in("\n".join(filter(None, (place, text))))
    else:
        kind = Kind.MEDIA if media else Kind.TEXT
    return Inbound(
        channel=address.channel,
        provider_id=fields["MessageSid"],
        address=address,
        kind=kind,
        text=text or clean_in(extra.get("ButtonText")),
        button=button,
        media=media,
        provider_opt_out=OPT_OUTS.get(extra.get("OptOutType").upper()),
        line=_line(address.channel, fields["To"]),
    )


def _line(channel: Channel, to: str) -> str:
    """Our number that was written to; a messaging service or a name is no line of its own."""
    ours = _address(channel, to)
    return ours.uri if ours else ""


def _media(extra: _Extra) -> tuple[str, ...]:
    """What kinds were attached. Nothing is fetched (SAFETY T37)."""
    number = extra.get("NumMedia")
    count = int(number) if re.fullmatch(r"[0-9]{1,2}", number, re.ASCII) else 0
    types = (extra.get(f"MediaContentType{at}") for at in range(min(count, MAX_MEDIA)))
    return tuple(_media_kind(content_type.lower()) for content_type in types)


def _media_kind(content_type: str) -> str:
    if content_type == "image/webp":
        return "sticker"
    family = content_type.partition("/")[0]
    return MEDIA_KINDS.get(content_type) or MEDIA_KINDS.get(family, "document")


def _place(extra: _Extra) -> str:
    """Where somebody is may save them (CONVERSATIONS F22.2): kept as text, never as a link."""
    degrees = [extra.get("Latitude"), extra.get("Longitude")]
    if not all(_DEGREES.fullmatch(value) for value in degrees):
        return ""
    names = (extra.get("Label"), extra.get("Address"))
    return "\n".join(filter(None, (", ".join(degrees), *names)))


NOT_SHOWN = frozenset({"+266696687", "+7378742883", "+2562533", "+8656696", "+86282452253"})
"""What Twilio writes instead of a number that the caller hides (ANONYMOUS, RESTRICTED and the like
on a telephone's keys; from general knowledge: one that is missing here costs a vain call)."""


def _read_call(account: TwilioAccount, senders: frozenset[str], hook: Hook) -> Read:
    """Somebody rings a number of ours. A hidden number cannot be called back: nothing is kept."""
    fields = _once(hook.form, CALL_FIELDS)
    if fields is None or not _CALL_SID.fullmatch(fields["CallSid"]):
        return Refusal.INCOMPLETE
    if fields["AccountSid"] != account.sid or fields["To"] not in senders:
        return Refusal.NOT_OURS
    address = _address(Channel.SMS, fields["From"])
    if address is None or fields["From"] in NOT_SHOWN:
        return ()
    line = _line(Channel.SMS, fields["To"])
    return (Inbound(Channel.SMS, fields["CallSid"], address, Kind.MISSED_CALL, line=line),)


def _token(payload: str) -> str | None:
    return payload if re.fullmatch(r"[\x21-\x7e]{1,64}", payload, re.ASCII) else None


def _read_status(account: TwilioAccount, channel: Channel, hook: Hook) -> Read:
    fields = _once(hook.form, STATUS_FIELDS)
    if fields is None or not _MESSAGE_SID.fullmatch(fields["MessageSid"]):
        return Refusal.INCOMPLETE
    if fields["AccountSid"] != account.sid:
        return Refusal.NOT_OURS
    word = fields["MessageStatus"].lower()
    code = _Extra(hook.form).get("ErrorCode")
    update = StatusUpdate(
        channel=channel,
        outbound_id=_outbound_id(hook.url),
        provider_id=fields["MessageSid"],
        status=STATUSES.get(word),
        raw=word if _WORD.fullmatch(word) else "",
        error_code=reported_reason(code),
        contact_stopped=reported_stop(code),
    )
    return (update,)


def _outbound_id(url: str) -> str | None:
    """The id that we put in the callback URL; it is signed with the rest of the URL."""
    try:
        ids = parse_qs(urlsplit(url).query, max_num_fields=8).get("m", [])
    except ValueError:
        return None
    return ids[0] if len(ids) == 1 and _OUTBOUND_ID.fullmatch(ids[0]) else None
