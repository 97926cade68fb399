"""Telegram's updates, read: each quirk of the provider is one more row."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpline.channels.telegram import reading
from helpline.core.channel import Channel
from helpline.core.message import Hook, Inbound, Kind, Refusal
from helpline.operations.ports.channel import Malformed

ME = 700000001
OTHER = 700000002
GROUP = -100123
SECRET = "a-secret-of-tests-0123"
PERSON = {"id": ME, "is_bot": False, "first_name": "Canary", "language_code": "km"}
CHAT = {"id": ME, "first_name": "Canary", "type": "private"}
MESSAGE = {"message_id": 7, "from": PERSON, "chat": CHAT, "date": 1_770_000_000}


def hook_of(update: object, secret: str = SECRET) -> Hook:
    body = update if isinstance(update, bytes) else json.dumps(update).encode()
    headers = {"x-telegram-bot-api-secret-token": secret}
    return Hook("https://line.example.org/hooks/telegram", headers, body=body)


def read(update: object, left: list[int] | None = None) -> Any:
    return reading.read(hook_of(update), SECRET, (left if left is not None else []).append)


def message(**content: Any) -> dict[str, Any]:
    return {"update_id": 9, "message": {**MESSAGE, **content}}


KINDS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("a text", {"text": "ជួយខ្ញុំផង"}, {"kind": Kind.TEXT, "text": "ជួយខ្ញុំផង"}),
    ("a start", {"text": "/start"}, {"kind": Kind.TEXT, "text": "/start"}),
    ("a deep link", {"text": "/start ABCD2345"}, {"kind": Kind.TEXT, "text": "/start ABCD2345"}),
    ("a photo", {"photo": [{"file_id": "x"}]}, {"kind": Kind.MEDIA, "media": ("photo",)}),
    ("a caption", {"photo": [{}], "caption": "see"}, {"text": "see", "media": ("photo",)}),
    ("a voice note", {"voice": {"duration": 3}}, {"kind": Kind.MEDIA, "media": ("voice",)}),
    ("a round video", {"video_note": {}, "date": 5}, {"media": ("video",)}),
    ("a sticker", {"sticker": {"emoji": "😢"}}, {"kind": Kind.MEDIA, "media": ("sticker",)}),
    ("an animation", {"animation": {"a": 1}, "document": {"a": 1}}, {"media": ("video",)}),
    ("a kind we do not know", {"hologram": {"a": 1}}, {"kind": Kind.MEDIA, "media": ("other",)}),
    ("one's own card", {"contact": {"user_id": ME, "phone_number": "+85500000001"}},
     {"kind": Kind.CONTACT_CARD, "text": "+85500000001"}),
    ("T36: somebody else's card", {"contact": {"user_id": OTHER, "phone_number": "+85500000002"}},
     {"kind": Kind.MEDIA, "text": "", "media": ("contact",)}),
    ("T36: a card of nobody", {"contact": {"phone_number": "+85500000002"}},
     {"kind": Kind.MEDIA, "text": "", "media": ("contact",)}),
    ("a place", {"location": {"latitude": 11.5564, "longitude": 104.9282}},
     {"kind": Kind.LOCATION, "text": "11.556400, 104.928200"}),
    ("a named place",
     {"location": {"latitude": 11, "longitude": 104}, "venue": {"title": "Market"}},
     {"kind": Kind.LOCATION, "text": "11.000000, 104.000000\nMarket"}),
    ("NUL", {"text": "a\x00b"}, {"text": "ab"}),
    ("a lone surrogate", {"text": "a\ud800b"}, {"text": "a\ufffdb"}),
    ("right-to-left override", {"text": "a\u202eb"}, {"text": "a\u202eb"}),
    ("five thousand digits", {"text": "9" * 5000}, {"text": "9" * 5000}),
    ("a date of year 9999999", {"text": "x", "date": 10**14}, {"sent_at": None}),
    ("a date that is a text", {"text": "x", "date": "now"}, {"sent_at": None}),
    ("no date", {"text": "x", "date": None}, {"sent_at": None}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "expected"), [row[1:] for row in KINDS], ids=[row[0] for row in KINDS]
)
def test_messages(content: dict[str, Any], expected: dict[str, Any]) -> None:
    (item,) = read(message(**content))
    assert isinstance(item, Inbound)
    assert (item.channel, item.address.uri, item.order) == (Channel.TELEGRAM, f"telegram:{ME}", 9)
    assert {name: getattr(item, name) for name in expected} == expected
    item.text.encode()


def test_ten_thousand_combining_marks() -> None:
    (item,) = read(message(text="ក" + "\u17d2" * 10_000))
    assert len(item.text) <= 32_000


def test_a_time_is_utc() -> None:
    (item,) = read(message(text="x"))
    assert item.sent_at == datetime.fromtimestamp(1_770_000_000, UTC)


def test_r15_an_edit_is_an_amendment_with_a_key_of_its_own() -> None:
    first, edit = {**MESSAGE, "text": "hi"}, {**MESSAGE, "text": "kill", "edit_date": 1_770_000_009}
    (before,) = read({"update_id": 9, "message": first})
    (after,) = read({"update_id": 10, "edited_message": edit})
    (again,) = read({"update_id": 10, "edited_message": edit})
    assert (after.kind, after.text) == (Kind.EDIT, "kill")
    assert before.provider_id != after.provider_id == again.provider_id


def test_r14_update_ids_that_restart_make_no_old_message_of_a_new_one() -> None:
    (old,) = read(message(text="x"))
    (new,) = read(message(text="x", message_id=8, date=1_780_000_000))
    assert old.provider_id != new.provider_id


PRESS = {"id": "4382", "from": PERSON, "message": MESSAGE, "data": "token-1", "chat_instance": "1"}
OLD = {"message_id": 7, "chat": CHAT, "date": 0}
PRESSES: list[tuple[str, dict[str, Any], str | None]] = [
    ("ours", {}, "token-1"),
    ("under a message that Telegram forgot", {"message": OLD}, "token-1"),
    ("of a game", {"data": None}, None),
    ("longer than a token", {"data": "x" * 65}, None),
    ("hostile", {"data": "a\x00\ud800"}, None),
]


@pytest.mark.parametrize(
    ("changes", "token"), [row[1:] for row in PRESSES], ids=[row[0] for row in PRESSES]
)
def test_presses_always_carry_what_must_be_answered(
    changes: dict[str, Any], token: str | None
) -> None:
    (item,) = read({"update_id": 9, "callback_query": {**PRESS, **changes}})
    assert (item.kind, item.button, item.press_id) == (Kind.BUTTON, token, "4382")


def test_t4_somebody_else_cannot_press() -> None:
    foreign = {**PRESS, "from": {**PERSON, "id": OTHER}}
    assert isinstance(read({"update_id": 9, "callback_query": foreign}), Malformed)


@pytest.mark.parametrize(("status", "kind"), [("kicked", Kind.BLOCKED), ("member", Kind.UNBLOCKED)])
def test_r9_blocked_and_unblocked(status: str, kind: Kind) -> None:
    change = {"chat": CHAT, "from": PERSON, "date": 1, "new_chat_member": {"status": status}}
    (item,) = read({"update_id": 9, "my_chat_member": change})
    assert (item.kind, item.address.value) == (kind, str(ME))


GROUP_CHAT = {"id": GROUP, "type": "supergroup", "title": "Canary"}
T35 = [
    ("a message", {"message": {**MESSAGE, "chat": GROUP_CHAT, "text": "hi"}}, [GROUP]),
    ("an edit", {"edited_message": {**MESSAGE, "chat": GROUP_CHAT, "text": "hi"}}, [GROUP]),
    ("a press", {"callback_query": {**PRESS, "message": {**MESSAGE, "chat": GROUP_CHAT}}}, [GROUP]),
    ("being added", {"my_chat_member": {"chat": GROUP_CHAT,
                                        "new_chat_member": {"status": "member"}}}, [GROUP]),
    ("being removed", {"my_chat_member": {"chat": GROUP_CHAT,
                                          "new_chat_member": {"status": "kicked"}}}, []),
    ("a channel's post", {"channel_post": {"chat": {"id": GROUP, "type": "channel"}, "text": "x"}},
     [GROUP]),
]  # fmt: skip


@pytest.mark.parametrize(("update", "left"), [r[1:] for r in T35], ids=[r[0] for r in T35])
def test_t35_groups_are_left_and_nothing_of_them_is_kept(
    update: dict[str, Any], left: list[int]
) -> None:
    found: list[int] = []
    assert list(read({"update_id": 9, **update}, found)) == []
    assert found == left


IGNORED = [
    ("an inline query", {"inline_query": {"id": "1", "query": "x"}}),
    ("a poll", {"poll": {"id": "1"}}),
    ("a pinned message", {"message": {**MESSAGE, "pinned_message": {"a": 1}}}),
    ("an empty message", {"message": MESSAGE}),
    ("another bot", {"message": {**MESSAGE, "from": {"id": 5, "is_bot": True}, "text": "x"}}),
    ("a press of an inline message", {"callback_query": {"id": "1", "inline_message_id": "2"}}),
    ("nothing", {}),
]


@pytest.mark.parametrize("update", [row[1] for row in IGNORED], ids=[row[0] for row in IGNORED])
def test_what_nobody_wrote_is_ignored(update: dict[str, Any]) -> None:
    assert list(read({"update_id": 9, **update})) == []


T34 = [
    ("no JSON", b"{"),
    ("nothing", b""),
    ("not UTF-8", b'{"update_id": "\xff\xfe"}'),
    ("a list", b"[]"),
    ("a number", b"9"),
    ("a hundred thousand brackets", b"[" * 60_000),
    ("a hundred thousand objects", b'{"a":' * 12_000),
    ("five thousand digits", b'{"update_id": ' + b"9" * 5_000 + b"}"),
    ("no update id", {"message": {**MESSAGE, "text": "x"}}),
    ("a text as update id", {**message(text="x"), "update_id": "abc"}),
    ("true as update id", {**message(text="x"), "update_id": True}),
    ("a fraction as update id", {**message(text="x"), "update_id": 1.5}),
    ("an update id beyond 64 bits", {**message(text="x"), "update_id": 2**70}),
    ("a message that is a list", {"update_id": 9, "message": []}),
    ("a message that is a text", {"update_id": 9, "message": "hi"}),
    ("no chat", {"update_id": 9, "message": {"message_id": 7, "text": "x"}}),
    ("a chat that is a text", message(chat="private", text="x")),
    ("a chat id that is a text", message(chat={"id": "1", "type": "private"}, text="x")),
    ("a negative private chat", message(chat={"id": -1, "type": "private"}, text="x")),
    ("a chat id beyond 52 bits", message(chat={"id": 2**60, "type": "private"}, text="x")),
    ("a text that is a number", message(text=5)),
    ("a text that is an object", message(text={"a": 1})),
    ("no message id", message(message_id=None, text="x")),
    ("a sender that is a list", {"update_id": 9, "message": {**MESSAGE, "from": [], "text": "x"}}),
    ("a place that is a text", message(location="here")),
    ("a place without end", b'{"update_id": 9, "message": {"message_id": 7, "chat": {"id": 1,'
     b' "type": "private"}, "location": {"latitude": NaN, "longitude": Infinity}}}'),
    ("a card that is a text", message(contact="me")),
    ("a press without id", {"update_id": 9, "callback_query": {**PRESS, "id": None}}),
    ("a press with a hostile id", {"update_id": 9, "callback_query": {**PRESS, "id": "1\ud800"}}),
    ("more than 64 KiB", message(text="x" * 70_000)),
]  # fmt: skip


@pytest.mark.parametrize("update", [row[1] for row in T34], ids=[row[0] for row in T34])
def test_t34_what_cannot_be_understood_is_malformed_and_its_problem_quotes_nothing(
    update: object,
) -> None:
    found = read(update)
    assert isinstance(found, Malformed), found
    assert "Canary" not in found.problem


FORGED = [
    ("none", {}),
    ("empty", {reading.SECRET: ""}),
    ("another", {reading.SECRET: SECRET[:-1] + "x"}),
    ("shorter", {reading.SECRET: SECRET[:-1]}),
    ("no ASCII", {reading.SECRET: "ជួយ"}),
    ("a surrogate", {reading.SECRET: "\udcff"}),
    ("long", {reading.SECRET: "x" * 60_000}),
]


@pytest.mark.parametrize("headers", [row[1] for row in FORGED], ids=[row[0] for row in FORGED])
def test_t34_a_forged_update_is_refused(headers: dict[str, str]) -> None:
    hook = replace(hook_of(message(text="x")), headers=headers)
    assert reading.read(hook, SECRET, [].append) is Refusal.FORGED


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)
NAMES = sorted({*MESSAGE, *PRESS, "text", "location", "contact", "photo", "new_chat_member"})
ANY_MESSAGE = st.dictionaries(st.sampled_from(NAMES), JSON | st.just(CHAT) | st.just(PERSON))


@given(st.sampled_from(sorted(reading._READERS)), ANY_MESSAGE, st.integers())
def test_no_update_makes_the_reader_raise(name: str, inner: dict[str, Any], number: int) -> None:
    found = read({"update_id": number, name: inner})
    assert isinstance(found, Malformed) or all(isinstance(item, Inbound) for item in found)


@given(st.binary(max_size=200))
def test_no_body_makes_the_reader_raise(body: bytes) -> None:
    assert isinstance(read(body), Malformed | tuple)


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_is_read(text: str) -> None:
    (item,) = read(message(text=text))
    assert item.kind is Kind.TEXT
    item.text.encode()


def test_nothing_of_a_person_shows_but_ids() -> None:
    (item,) = read(message(text="a canary text"))
    assert str(ME) not in repr(item)
    assert str(ME) not in item.provider_id
    assert "canary" not in repr(item).lower()
