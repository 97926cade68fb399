"""The three-fold guard on numbers (DIRECTORY.md rule 6): rendering, check, outgoing guard."""

from __future__ import annotations

from datetime import timedelta

import pytest

from helpline.directory.guard import unsayable
from helpline.directory.render import spoken
from helpline.directory.terms import Kind
from making import NOW, act, directory, point, service, verified

TWICE = act("dara"), act("sokha")
KNOWN = directory(
    verified("s"),
    service("code", point("c", act(), kind=Kind.SHORT_CODE, value="1200")),
    service("candidate", point("x", kind=Kind.SHORT_CODE, value="1999")),
)


@pytest.mark.parametrize(
    "text",
    [
        "Call 012 000 001.",
        "+855 12 000 001",
        "+85512000001",
        "085512000001"[1:],
        "០១២ ០០០ ០០១",
        "0\u200b1\u200b2000001",
        "012-000-001",
        "Call 1200",
        "24/7",
        "2008",
        "US$800-1000",
        "2026-11-21",
        "reply 1 or 2",
        "about 10:15, 09:00-19:30",
        "21/11 08:00",
        "Price 20,000 riel or 5.50",
        "K-17",
        "checked 12 Nov",
        "150 people",
    ],
)
def test_may_go_out(text: str) -> None:
    """012... and +85512... are equal; dates, prices and menus are no numbers."""
    assert unsayable(text, KNOWN, NOW) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Call 012 000 002",
        "+85512000002",
        "០១២ ០០០ ០០២",
        "0\u200b12\u200b000002",
        "0 1 2 0 0 0 0 0 2",
        "012–000–002",
        "Call 1999",
        "ហៅ ១៩៩៩",
        "Call 119",
        "023 000 0001",
        "+66 2 000 0001",
        "012 000 001 and 012 000 002",
    ],
)
def test_is_held(text: str) -> None:
    assert len(unsayable(text, KNOWN, NOW)) == 1


def test_what_was_publishable_is_held_once_it_is_not() -> None:
    assert unsayable("012 000 001", KNOWN, NOW + timedelta(days=88)) == ()
    assert unsayable("012 000 001", KNOWN, NOW + timedelta(days=90)) != ()


def test_only_what_passes_the_gate_has_words() -> None:
    """Rule 6 (a): there is no other way of a contact into a text."""
    one = service("s", point("p"))
    assert spoken(one, one.contacts[0], NOW, local=True) is None
    assert directory(one).values(NOW) == {}


def test_the_day_of_the_check_goes_with_it_but_not_in_danger() -> None:
    """Rule 3: what is shown carries its date."""
    office = service("s", point("p", act(), fills="office_phone"))
    line = service("l", point("q", *TWICE, fills="police", kind=Kind.SHORT_CODE, value="117"))
    values = directory(office, line).values(NOW)
    assert values == {"office_phone": "012 000 001 (checked 20 Nov)", "police": "117"}
    khmer = directory(office).values(NOW, language="km")["office_phone"]
    assert khmer.startswith("012 000 001 (")
    assert "20/11" in khmer


def test_short_codes_only_for_senders_of_this_country() -> None:
    """Rule 8: a foreign sender gets a full number or a person."""
    code = service("c", point("c", *TWICE, fills="line", kind=Kind.SHORT_CODE, value="1200"))
    full = service("f", point("f", *TWICE, fills="ambulance"))
    home = service(
        "h", point("h", *TWICE, fills="child_line", dial_scope="national", value="012 000 003")
    )
    known = directory(code, full, home)
    assert known.values(NOW, local=True) == {
        "line": "1200",
        "ambulance": "012 000 001",
        "child_line": "012 000 003",
    }
    assert known.values(NOW, local=False) == {"ambulance": "+855 12 000 001"}


def test_of_two_the_newest_verification_is_said() -> None:
    old = service("a", point("a", act(days_ago=9), fills="phone", value="012 000 004"))
    new = service("b", point("b", act(days_ago=2), fills="phone", value="012 000 005"))
    for known in (directory(old, new), directory(new, old)):
        assert known.values(NOW)["phone"].startswith("012 000 005")


def test_one_person_is_not_enough_for_a_text_of_danger() -> None:
    alone = service("a", point("a", act(), fills="police", kind=Kind.SHORT_CODE, value="117"))
    assert directory(alone).values(NOW) == {}
