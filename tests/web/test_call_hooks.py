"""Somebody rings a number of ours: the engaged tone for everybody, and a note (SAFETY T1, T31)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from helpline.channels.twilio import CALLS_PATH
from helpline.core.message import Inbound, Kind
from helpline.demo.webhooks import Webhook, signed_form
from helpline.web import hooks
from test_hooks import PHONE, Door, opened

CALL = "CA" + "0123456789abcdef" * 2


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with opened(tmp_path_factory.mktemp("calls")) as found:
        yield found


@pytest.fixture
def door(shared: Door) -> Door:
    shared.received.clear()
    shared.quarantined.clear()
    return shared


def ring(door: Door, **fields: str) -> Webhook:
    form = {
        "CallSid": CALL,
        "AccountSid": door.own.account_sid,
        "From": PHONE,
        "To": next(one for one in door.own.senders if one.startswith("+")),
        "CallStatus": "ringing",
        "Direction": "inbound",
    }
    return signed_form(door.own, CALLS_PATH, form | fields)


def test_a_call_is_turned_away_and_kept(door: Door) -> None:
    answer = door.post(ring(door))
    assert (answer.status_code, answer.mimetype) == (200, "text/xml")
    assert answer.text == hooks.BUSY_TWIML
    (rung,) = door.received
    assert isinstance(rung, Inbound)
    assert (rung.kind, rung.text, rung.address.value) == (Kind.MISSED_CALL, "", PHONE)
    assert rung.line == "tel:" + ring_to(door)


def ring_to(door: Door) -> str:
    return next(one for one in door.own.senders if one.startswith("+"))


def test_known_and_unknown_hear_the_same(door: Door) -> None:
    """Nothing tells that a person is known (the ten, 4)."""
    known = door.post(ring(door, CallSid="CA" + "1" * 32))
    unknown = door.post(ring(door, CallSid="CA" + "2" * 32, From="+85500000777"))
    assert known.data == unknown.data
    assert known.headers == unknown.headers


@pytest.mark.parametrize("hidden", ["+266696687", "anonymous", "Restricted", ""])
def test_who_hides_the_number_cannot_be_called_back(door: Door, hidden: str) -> None:
    answer = door.post(ring(door, From=hidden))
    assert answer.text == hooks.BUSY_TWIML
    assert door.is_untouched


BAD: list[tuple[str, int, Callable[[Door], Webhook]]] = [
    ("another account", 403, lambda d: ring(d, AccountSid="AC" + "0" * 32)),
    ("another number", 403, lambda d: ring(d, To="+85500000444")),
    ("a message's id", 400, lambda d: ring(d, CallSid="SM" + "0" * 32)),
    ("no id", 400, lambda d: ring(d, CallSid="")),
]


@pytest.mark.parametrize(("what", "status", "make"), BAD, ids=[row[0] for row in BAD])
def test_what_is_not_ours_leaves_no_row(
    door: Door, what: str, status: int, make: Callable[[Door], Webhook]
) -> None:
    assert door.post(make(door)).status_code == status, what
    assert door.is_untouched


def test_without_a_signature_nothing_happens(door: Door) -> None:
    """SAFETY T31."""
    webhook = ring(door)
    assert door.http.post(webhook.path, data=webhook.body).status_code == 403
    assert door.post(webhook, **{"X-Twilio-Signature": "x"}).status_code == 403
    assert door.http.get(CALLS_PATH).status_code == 405
    assert door.is_untouched
