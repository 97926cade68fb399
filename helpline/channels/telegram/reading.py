"""From a Telegram update to plain nouns: ours? whole? private? what is it?

What cannot be understood is `Malformed`, never an exception: Telegram repeats an update until
it gets a 2xx, so one bad update would come back for ever (SAFETY R21, T34).
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from helpline.channels.telegram.fields import Fields, Unreadable
from helpline.core.channel import Address, Channel
from helpline.core.message import Hook, Inbound, Kind, Refusal
from helpline.operations.ports.channel import Malformed, Read
from helpline.text.clean import clean_in

SECRET = "x-telegram-bot-api-secret-token"  # noqa: S105
MAX_BYTES = 64 * 1024
MAX_PEOPLE_ID = 2**52
"""Bot API, Chat.id: at most 52 significant bits."""
LATEST_DATE = 4_102_444_800
"""The year 2100: beyond it a date is an attack and not a date."""

# What a message can be besides text, and the kind by which caseworkers see it.
MEDIA = {
    "photo": "photo",
    "voice": "voice",
    "audio": "audio",
    "video": "video",
    "video_note": "video",
    "animation": "video",
    "sticker": "sticker",
    "document": "document",
    "story": "story",
    "poll": "poll",
    "dice": "sticker",
}
# What Telegram itself puts into a private chat; nobody wrote it.
SERVICE = frozenset(
    {
        "pinned_message",
        "message_auto_delete_timer_changed",
        "write_access_allowed",
        "chat_background_set",
        "connected_website",
        "users_shared",
        "chat_shared",
        "boost_added",
    }
)
# What every message carries whatever it is.
ENVELOPE = frozenset({"message_id", "from", "chat", "date", "edit_date", "reply_to_message"})

_TOKEN = re.compile(r"[\x21-\x7e]{1,64}", re.ASCII)
_PRESS_ID = re.compile(r"[0-9A-Za-z_-]{1,64}", re.ASCII)

Leave = Callable[[int], None]
Content = tuple[Kind, str, tuple[str, ...]]


def read(hook: Hook, secret: str, leave: Leave) -> Read:
    """Never raises. `leave` is told of each group or channel that somebody put us in (T35)."""
    if not is_from_telegram(hook, secret):
        return Refusal.FORGED
    if len(hook.body) > MAX_BYTES:
        return Malformed("too large")
    try:
        return _read_update(Fields(json.loads(hook.body)), leave)
    except Unreadable as error:
        return Malformed(str(error))
    except RecursionError:
        return Malformed("nested too deep")
    except ValueError:
        return Malformed("no JSON")


def is_from_telegram(hook: Hook, secret: str) -> bool:
    """True if the header holds our secret token; compared in constant time."""
    given = hook.headers.get(SECRET, "")
    return hmac.compare_digest(given.encode("utf-8", "replace"), secret.encode())


def _read_update(update: Fields, leave: Leave) -> Read:
    update_id = update.integer("update_id")
    for name, reader in _READERS.items():
        fields = update.fields(name)
        if fields is not None:
            return reader(update_id, fields, leave)
    return ()


def _private(chat: Fields | None, leave: Leave, *, leaves: bool = True) -> Address | None:
    """The address of a private chat; any other chat is left, and nothing of it is kept."""
    if chat is None:
        raise Unreadable("no chat")
    chat_id = chat.integer("id")
    if chat.text("type") != "private":
        if leaves:
            leave(chat_id)
        return None
    if not 0 < chat_id < MAX_PEOPLE_ID:
        raise Unreadable("chat.id is out of range")
    return Address(Channel.TELEGRAM, str(chat_id))


def _message(update_id: int, message: Fields, leave: Leave) -> Sequence[Inbound]:
    address = _private(message.fields("chat"), leave)
    if address is None or _from_bot(message):
        return ()
    content = _content(message)
    return () if content is None else (_inbound(update_id, message, address, content),)


def _edit(update_id: int, message: Fields, leave: Leave) -> Read:
    """An amendment, never a new answer (SAFETY R15)."""
    items = _message(update_id, message, leave)
    return [replace(item, kind=Kind.EDIT) for item in items]


def _press(update_id: int, press: Fields, leave: Leave) -> Read:
    """A pressed button. The presser is `from`: in a private chat the chat has the same id."""
    message = press.fields("message")
    if message is None:
        return ()  # from an inline message: we never send any
    address = _private(message.fields("chat"), leave)
    if address is None:
        return ()
    presser = press.fields("from")
    if presser is None or str(presser.integer("id")) != address.value:
        raise Unreadable("pressed by somebody else")
    press_id, token = press.text("id"), press.text("data")
    if not _PRESS_ID.fullmatch(press_id):
        raise Unreadable("callback_query.id")
    inbound = Inbound(
        channel=Channel.TELEGRAM,
        provider_id=f"{update_id}:press:{press_id}",
        address=address,
        kind=Kind.BUTTON,
        order=update_id,
        button=token if _TOKEN.fullmatch(token) else None,
        press_id=press_id,
    )
    return (inbound,)


def _membership(update_id: int, change: Fields, leave: Leave) -> Read:
    """The contact blocked us or let us in again (SAFETY R9)."""
    member = change.fields("new_chat_member")
    status = member.text("status") if member else ""
    gone = status in {"kicked", "left"}
    address = _private(change.fields("chat"), leave, leaves=not gone)
    if address is None or not status:
        return ()
    kind = Kind.BLOCKED if gone else Kind.UNBLOCKED
    inbound = Inbound(
        channel=Channel.TELEGRAM,
        provider_id=f"{update_id}:member:{change.optional_integer('date') or 0}",
        address=address,
        kind=kind,
        sent_at=_time(change.optional_integer("date")),
        order=update_id,
    )
    return (inbound,)


def _post(_update_id: int, post: Fields, leave: Leave) -> Read:
    """Somebody made us a member of a channel."""
    _private(post.fields("chat"), leave)
    return ()


_READERS: dict[str, Callable[[int, Fields, Leave], Read]] = {
    "message": _message,
    "edited_message": _edit,
    "callback_query": _press,
    "my_chat_member": _membership,
    "channel_post": _post,
    "edited_channel_post": _post,
}


def _inbound(update_id: int, message: Fields, address: Address, content: Content) -> Inbound:
    """Update ids restart at random after a silent week, so the key holds the message's too."""
    kind, text, media = content
    message_id = message.integer("message_id")
    date = message.optional_integer("edit_date") or message.optional_integer("date")
    return Inbound(
        channel=Channel.TELEGRAM,
        provider_id=f"{update_id}:{message_id}:{date or 0}",
        address=address,
        kind=kind,
        text=text,
        sent_at=_time(date),
        order=update_id,
        media=media,
    )


def _content(message: Fields) -> Content | None:
    """Kind, cleaned text, kinds of what was attached; None if nobody wrote it."""
    text = clean_in(message.text("text") or message.text("caption"))
    if message.has("text"):
        return Kind.TEXT, text, ()
    if message.has("location"):
        return Kind.LOCATION, _place(message), ()
    if message.has("contact"):
        return _contact_card(message)
    media = tuple(kind for name, kind in MEDIA.items() if message.has(name))
    if media:
        return Kind.MEDIA, text, media[:1]  # an animation is also sent as a document
    if _is_service(message.names()):
        return None
    return Kind.MEDIA, text, ("other",)  # a kind that is newer than we are: a person looks


def _is_service(names: Iterable[str]) -> bool:
    content = set(names) - ENVELOPE
    return not content or bool(content & SERVICE)


def _place(message: Fields) -> str:
    """Where somebody is may save them (CONVERSATIONS F22.2): kept as text, never as a link."""
    place, venue = message.fields("location"), message.fields("venue")
    if place is None:
        raise Unreadable("location")
    degrees = ", ".join(f"{place.number(name):.6f}" for name in ("latitude", "longitude"))
    names = (venue.text("title"), venue.text("address")) if venue else ()
    return clean_in("\n".join(filter(None, (degrees, *names))))


def _contact_card(message: Fields) -> Content:
    """One's own number counts; somebody else's is not even kept (SAFETY T36)."""
    card, sender = message.fields("contact"), message.fields("from")
    own = card is not None and sender is not None and card.has("user_id")
    if own and card and sender and card.integer("user_id") == sender.integer("id"):
        return Kind.CONTACT_CARD, clean_in(card.text("phone_number"))[:64], ()
    return Kind.MEDIA, "", ("contact",)


def _from_bot(message: Fields) -> bool:
    sender = message.fields("from")
    return sender is not None and sender.is_true("is_bot")


def _time(date: int | None) -> datetime | None:
    return datetime.fromtimestamp(date, UTC) if date and 0 < date < LATEST_DATE else None
