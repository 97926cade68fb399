"""Twilio's webhooks, read: each quirk of the provider is one more row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from helpline.channels.twilio import STATUS_PATH, TwilioAccount, TwilioChannel, product_of
from helpline.channels.twilio.account import Algorithm
from helpline.core.channel import Channel
from helpline.core.message import Hook, Inbound, Kind, Refusal, Status, StatusUpdate
from helpline.demo.providers import Providers
from helpline.demo.webhooks import Webhook, signed_form, twilio_message
from helpline.operations.ports.channel import Malformed

ToHook = Callable[[Webhook], Hook]
Channels = dict[Channel, TwilioChannel]
PHONE = "+85500000001"
SID = "SM" + "0123456789abcdef" * 2


def read_one(channel: TwilioChannel, hook: Hook) -> Inbound:
    found = channel.read(hook)
    assert isinstance(found, tuple), found
    (item,) = found
    assert isinstance(item, Inbound)
    return item


# --- what a message is ------------------------------------------------------------------------

SMS = PHONE
WHATSAPP = "whatsapp:" + PHONE
MESSAGES: list[tuple[str, str, str, dict[str, str], dict[str, Any]]] = [
    ("an SMS", SMS, "ជួយខ្ញុំផង", {}, {"kind": Kind.TEXT, "text": "ជួយខ្ញុំផង", "media": ()}),
    ("an empty SMS", SMS, "", {}, {"kind": Kind.TEXT, "text": ""}),
    ("a picture", SMS, "", {"NumMedia": "1", "MediaContentType0": "image/jpeg"},
     {"kind": Kind.MEDIA, "media": ("photo",), "text": ""}),
    ("a caption", WHATSAPP, "see", {"NumMedia": "1", "MediaContentType0": "image/jpeg"},
     {"kind": Kind.MEDIA, "media": ("photo",), "text": "see"}),
    ("a voice note", WHATSAPP, "", {"NumMedia": "1", "MediaContentType0": "audio/ogg"},
     {"kind": Kind.MEDIA, "media": ("voice",)}),
    ("a sticker", WHATSAPP, "", {"NumMedia": "1", "MediaContentType0": "image/webp"},
     {"media": ("sticker",)}),
    ("somebody's card", WHATSAPP, "", {"NumMedia": "1", "MediaContentType0": "text/vcard"},
     {"kind": Kind.MEDIA, "media": ("contact",)}),
    ("two files", WHATSAPP, "", {"NumMedia": "2", "MediaContentType0": "video/mp4",
                                 "MediaContentType1": "application/pdf"},
     {"media": ("video", "document")}),
    ("files without a type", SMS, "", {"NumMedia": "3"}, {"media": ("document",) * 3}),
    ("a number of media that is none", SMS, "x", {"NumMedia": "9" * 5000}, {"kind": Kind.TEXT}),
    ("Khmer digits as a number of media", SMS, "x", {"NumMedia": "១"}, {"kind": Kind.TEXT}),
    ("99 media", SMS, "", {"NumMedia": "99"}, {"media": ("document",) * 10}),
    ("where somebody is", WHATSAPP, "",
     {"Latitude": "11.5564", "Longitude": "104.9282", "Label": "Market"},
     {"kind": Kind.LOCATION, "text": "11.5564, 104.9282\nMarket"}),
    ("degrees that are none", WHATSAPP, "hi", {"Latitude": "nan", "Longitude": "1e999"},
     {"kind": Kind.TEXT, "text": "hi"}),
    ("a template's button", WHATSAPP, "Good time",
     {"ButtonText": "Good time", "ButtonPayload": "tok-1"},
     {"kind": Kind.BUTTON, "button": "tok-1", "text": "Good time"}),
    ("a button without a payload", WHATSAPP, "", {"ButtonText": "Good time"},
     {"kind": Kind.TEXT, "button": None, "text": "Good time"}),
    ("a payload that cannot be ours", WHATSAPP, "x", {"ButtonPayload": "ក" * 500},
     {"kind": Kind.TEXT, "button": None}),
    ("stop, acted on by Twilio", SMS, "STOP", {"OptOutType": "STOP"}, {"provider_opt_out": "stop"}),
    ("start, acted on by Twilio", SMS, "START", {"OptOutType": "START"},
     {"provider_opt_out": "start"}),
    ("help, answered by Twilio", SMS, "HELP", {"OptOutType": "HELP"}, {"provider_opt_out": None}),
]  # fmt: skip


@pytest.mark.parametrize("case", [m[1:] for m in MESSAGES], ids=[m[0] for m in MESSAGES])
def test_messages(
    twilio: Channels,
    own: Providers,
    to_hook: ToHook,
    case: tuple[str, str, dict[str, str], dict[str, Any]],
) -> None:
    sender, body, more, expected = case
    hook = to_hook(twilio_message(own, sender, body, sid=SID, **more))
    name = Channel.WHATSAPP if sender == WHATSAPP else Channel.SMS
    assert product_of(hook) is name
    item = read_one(twilio[name], hook)
    assert (item.channel, item.address.channel, item.address.value) == (name, name, PHONE)
    assert item.provider_id == SID
    assert {field: getattr(item, field) for field in expected} == expected


# T33, T22 and R21: stored safely, otherwise as it was written.
HOSTILE = [
    ("NUL", "a\x00b", "ab"),
    ("right-to-left override", "a\u202eb", "a\u202eb"),
    ("ten thousand combining marks", "ក" + "\u17d2" * 10_000, None),
    ("five thousand digits", "9" * 5_000, "9" * 5_000),
    ("zero-width spaces", "ជួយ\u200bខ្ញុំ", "ជួយ\u200bខ្ញុំ"),
    ("C1 controls", "a\x85\x9bb", "ab"),
    ("Windows lines", "a\r\nb", "a\nb"),
]


@pytest.mark.parametrize(("body", "text"), [h[1:] for h in HOSTILE], ids=[h[0] for h in HOSTILE])
def test_hostile_text_is_cleaned(
    twilio: Channels, own: Providers, to_hook: ToHook, body: str, text: str | None
) -> None:
    item = read_one(twilio[Channel.SMS], to_hook(twilio_message(own, PHONE, body)))
    assert text is None or item.text == text
    assert "\x00" not in item.text
    item.text.encode()


# --- who wrote it -----------------------------------------------------------------------------

T31 = [
    ("no header", lambda h: {k: v for k, v in h.items() if k != "x-twilio-signature"}),
    ("an empty header", lambda h: {**h, "x-twilio-signature": ""}),
    ("a header that is no ASCII", lambda h: {**h, "x-twilio-signature": "ជួយ="}),
    ("a surrogate", lambda h: {**h, "x-twilio-signature": "\udcff"}),
    ("one character less", lambda h: {**h, "x-twilio-signature": h["x-twilio-signature"][:-1]}),
    ("a long header", lambda h: {**h, "x-twilio-signature": "A" * 60_000}),
]


@pytest.mark.parametrize("spoil", [row[1] for row in T31], ids=[row[0] for row in T31])
def test_t31_a_forged_signature_is_refused(
    twilio: Channels, own: Providers, to_hook: ToHook, spoil: Callable[[Any], dict[str, str]]
) -> None:
    hook = to_hook(twilio_message(own, PHONE, "hi"))
    assert twilio[Channel.SMS].read(replace(hook, headers=spoil(hook.headers))) is Refusal.FORGED


URLS = [
    ("http", "http://line.example.org/hooks/twilio/messages"),
    ("another host", "https://other.example.org/hooks/twilio/messages"),
    ("an extra slash", "https://line.example.org//hooks/twilio/messages"),
    ("a query", "https://line.example.org/hooks/twilio/messages?a=1"),
    ("upper case", "https://line.example.org/HOOKS/twilio/messages"),
    ("a port", "https://line.example.org:8443/hooks/twilio/messages"),
]


@pytest.mark.parametrize("url", [row[1] for row in URLS], ids=[row[0] for row in URLS])
def test_t31_a_signature_holds_for_one_url(
    twilio: Channels, own: Providers, to_hook: ToHook, url: str
) -> None:
    hook = to_hook(twilio_message(own, PHONE, "hi"))
    form = {name: values[0] for name, values in hook.form.items()}
    signature = RequestValidator(own.auth_token).compute_signature(url, form)
    signed = replace(hook, headers={"x-twilio-signature": signature})
    assert twilio[Channel.SMS].read(signed) is Refusal.FORGED


def test_t31_both_tokens_hold_during_a_rotation(own: Providers, to_hook: ToHook) -> None:
    hook = to_hook(twilio_message(own, PHONE, "hi"))
    for tokens, holds in ((("new", own.auth_token), True), (("new", "newer"), False)):
        account = TwilioAccount(own.account_sid, tokens, own.public_url)
        found = TwilioChannel(account, Channel.SMS, own.senders).read(hook)
        assert (found is not Refusal.FORGED) is holds


def test_t31_a_header_never_chooses_a_weaker_algorithm(own: Providers, to_hook: ToHook) -> None:
    account = TwilioAccount(
        own.account_sid, (own.auth_token,), own.public_url, algorithm=Algorithm.HMAC_SHA256
    )
    channel = TwilioChannel(account, Channel.SMS, own.senders)
    hook = to_hook(twilio_message(own, PHONE, "hi"))
    weaker = {**hook.headers, "x-twilio-webhooks-signature-settings": "key=a,algorithm=HMAC_SHA1"}
    assert channel.read(hook) is Refusal.FORGED
    assert channel.read(replace(hook, headers=weaker)) is Refusal.FORGED
    form = {name: values[0] for name, values in hook.form.items()}
    strong = RequestValidator(own.auth_token).compute_signature(hook.url, form, "HMAC_SHA256")
    read_one(channel, replace(hook, headers={"x-twilio-signature": strong}))


def signed(own: Providers, form: dict[str, tuple[str, ...]]) -> Hook:
    """Any form, signed as Twilio would, repeated fields and all."""

    class Repeated(dict[str, tuple[str, ...]]):
        def getlist(self, name: str) -> list[str]:
            return list(self[name])

    url = own.public_url + "/hooks/twilio/messages"
    signature = RequestValidator(own.auth_token).compute_signature(url, Repeated(form))
    return Hook(url, {"x-twilio-signature": signature}, form)


@pytest.mark.parametrize("field", ["MessageSid", "AccountSid", "From", "To", "Body"])
@pytest.mark.parametrize("times", [0, 2])
def test_each_needed_field_is_there_exactly_once(
    twilio: Channels, own: Providers, to_hook: ToHook, field: str, times: int
) -> None:
    form = dict(to_hook(twilio_message(own, PHONE, "hi", sid=SID)).form)
    (value,) = form.pop(field)
    if times:
        form[field] = (value, value)
    hook = signed(own, form)
    assert twilio[Channel.SMS].read(hook) is Refusal.INCOMPLETE


T32 = [
    ("From swallowed by Body", {"Body": ("hiFrom" + PHONE,), "From": None}),
    ("the rest swallowed by MessageSid", {"MessageSid": (SID + "NumMedia0NumSegments1",),
                                          "NumMedia": None, "NumSegments": None}),
]  # fmt: skip


@pytest.mark.parametrize("moved", [row[1] for row in T32], ids=[row[0] for row in T32])
def test_t32_moved_boundaries_are_refused_though_the_signature_fits(
    twilio: Channels, own: Providers, to_hook: ToHook, moved: dict[str, tuple[str, ...] | None]
) -> None:
    hook = to_hook(twilio_message(own, PHONE, "hi", sid=SID))
    form = {**hook.form, **moved}
    smuggled = replace(hook, form={n: v for n, v in form.items() if v is not None})
    assert twilio[Channel.SMS].read(smuggled) is Refusal.INCOMPLETE


NOT_OURS = [
    ("another account", {"AccountSid": "AC" + "f" * 32}),
    ("another number", {"To": "+85500000999"}),
    ("WhatsApp at an SMS number", {"To": "whatsapp:+85500000999"}),
]


@pytest.mark.parametrize("other", [row[1] for row in NOT_OURS], ids=[row[0] for row in NOT_OURS])
def test_what_is_not_for_us_is_refused(
    twilio: Channels, own: Providers, to_hook: ToHook, other: dict[str, str]
) -> None:
    hook = to_hook(twilio_message(own, PHONE, "hi", **other))
    assert twilio[Channel.SMS].read(hook) is Refusal.NOT_OURS


def test_a_messaging_service_is_ours_by_its_id(own: Providers, to_hook: ToHook) -> None:
    service = "MG" + "a" * 32
    account = TwilioAccount(own.account_sid, (own.auth_token,), own.public_url)
    channel = TwilioChannel(account, Channel.SMS, (service,))
    hook = to_hook(twilio_message(own, PHONE, "hi", To="+85500000555", MessagingServiceSid=service))
    assert read_one(channel, hook).text == "hi"
    assert channel.traits.can_receive_reply


@pytest.mark.parametrize("sender", ["Smart", "1288", "+0", "", "+855abc", "+" + "9" * 5000])
def test_a_sender_that_is_no_person_is_kept_for_a_person_to_look_at(
    twilio: Channels, own: Providers, to_hook: ToHook, sender: str
) -> None:
    found = twilio[Channel.SMS].read(to_hook(twilio_message(own, PHONE, "hi", From=sender)))
    assert isinstance(found, Malformed)
    assert not sender or sender not in found.problem


@given(st.dictionaries(st.text(), st.lists(st.text(), max_size=3).map(tuple), max_size=8))
def test_no_form_makes_the_reader_raise(form: dict[str, tuple[str, ...]]) -> None:
    account = TwilioAccount("AC1", ("token",), "https://line.example.org")
    channel = TwilioChannel(account, Channel.SMS, ("+85500000000",))
    hook = Hook("https://line.example.org/hooks/twilio/messages", {"x-twilio-signature": "x"}, form)
    assert channel.read(hook) is Refusal.FORGED


# --- what became of a message -----------------------------------------------------------------

OUTBOUND = "0123456789abcdef" * 2


def status_hook(
    own: Providers, to_hook: ToHook, query: str = "?m=" + OUTBOUND, **more: str
) -> Hook:
    form = {
        "MessageSid": SID,
        "MessageStatus": "sent",
        "AccountSid": own.account_sid,
        "To": PHONE,
        "From": own.senders[0],
    }
    return to_hook(signed_form(own, STATUS_PATH + query, form | more))


STATUSES = [
    ("accepted", Status.SENT, None),
    ("scheduled", Status.SENT, None),
    ("queued", Status.SENT, None),
    ("sending", Status.SENT, None),
    ("sent", Status.SENT, None),
    ("partially_delivered", Status.SENT, None),
    ("delivered", Status.DELIVERED, None),
    ("read", Status.READ, None),
    ("failed", Status.FAILED, ("30007", "filtered")),
    ("undelivered", Status.UNDELIVERED, ("30005", "unreachable")),
    ("undelivered", Status.UNDELIVERED, ("21610", "blocked")),
    ("failed", Status.FAILED, ("12345", "12345")),
    ("failed", Status.FAILED, ("<script>", None)),
    ("failed", Status.FAILED, ("9" * 5000, None)),
    ("canceled", Status.FAILED, None),
    ("something_new", None, None),
]


@pytest.mark.parametrize("case", STATUSES)
def test_statuses(
    twilio: Channels,
    own: Providers,
    to_hook: ToHook,
    case: tuple[str, Status | None, tuple[str, str | None] | None],
) -> None:
    word, status, code = case
    more = {"ErrorCode": code[0]} if code else {}
    found = twilio[Channel.SMS].read(status_hook(own, to_hook, MessageStatus=word, **more))
    told = StatusUpdate(Channel.SMS, OUTBOUND, SID, status, word, code[1] if code else None)
    stopped = bool(code) and code[0] in ("30005", "21610")  # T7, T12: the address takes no more
    assert found == (replace(told, contact_stopped=stopped),)


QUERIES = [
    ("none", "", None),
    ("empty", "?m=", None),
    ("ours", f"?m={OUTBOUND}", OUTBOUND),
    ("twice", f"?m={OUTBOUND}&m={OUTBOUND}", None),
    ("hostile", "?m=%00%27--", None),
    ("too long", "?m=" + "a" * 65, None),
    ("too many", "?" + "&".join(f"x{n}=1" for n in range(200)), None),
    ("another", "?n=1", None),
]


@pytest.mark.parametrize(
    ("query", "expected"), [q[1:] for q in QUERIES], ids=[q[0] for q in QUERIES]
)
def test_the_outbound_id_comes_from_the_signed_query(
    twilio: Channels, own: Providers, to_hook: ToHook, query: str, expected: str | None
) -> None:
    (update,) = twilio[Channel.SMS].read(status_hook(own, to_hook, query))  # type: ignore[misc]
    assert update.outbound_id == expected


def test_a_status_is_never_trusted_without_its_signature(
    twilio: Channels, own: Providers, to_hook: ToHook
) -> None:
    hook = status_hook(own, to_hook)
    other = hook.url.replace(OUTBOUND, OUTBOUND[::-1])
    assert twilio[Channel.SMS].read(replace(hook, url=other)) is Refusal.FORGED
    for more, refusal in (
        ({"AccountSid": "AC" + "f" * 32}, Refusal.NOT_OURS),
        ({"MessageSid": "SM1"}, Refusal.INCOMPLETE),
    ):
        assert twilio[Channel.SMS].read(status_hook(own, to_hook, **more)) is refusal


def test_r14_statuses_end_alike_in_whatever_order_they_come(
    twilio: Channels, own: Providers, to_hook: ToHook
) -> None:
    """The store moves a row forward only; the words of the provider lead to that."""
    for words in permutations(("queued", "sending", "sent", "delivered", "read")):
        row = Status.SENDING
        for word in words:
            hook = status_hook(own, to_hook, MessageStatus=word)
            (update,) = twilio[Channel.SMS].read(hook)  # type: ignore[misc]
            row = update.status if row.moves_to(update.status) else row
        assert row is Status.READ


def test_addresses_texts_and_tokens_never_show(
    twilio: Channels, own: Providers, to_hook: ToHook
) -> None:
    hook = to_hook(twilio_message(own, PHONE, "a canary text"))
    account = TwilioAccount(own.account_sid, (own.auth_token,), own.public_url)
    shown = repr((hook, account, own, read_one(twilio[Channel.SMS], hook)))
    for canary in (PHONE, "canary", own.auth_token, own.bot_token, own.bot_secret):
        assert canary not in shown
