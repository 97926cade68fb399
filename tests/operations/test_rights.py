"""Texts about rights: nothing is said that no lawyer has read (DIRECTORY.md, Rights texts)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from helpline.core.caseworker import Role
from helpline.core.errors import ContentError, NotFound, Refused
from helpline.directory.model import Entitlement
from helpline.directory.seed_files import read_entitlements
from helpline.operations.directory import rights
from helpline.rehearsal import Rehearsal
from referring import begin, staff

OWN = "You can ask for an ID Poor card."
FILE = """
[[rights]]
id = "card"
fills = "right_id_poor"
source = "an example of a source, article 1"
[rights.words]
en = "EXAMPLE: a card may be asked for."
km = "ឧទាហរណ៍៖ អាចសុំប័ណ្ណបាន។"
"""
LAWYER = "Example Lawyer"


@pytest.fixture
def talk(stage) -> Rehearsal:
    return stage()


def texts(written: str = FILE) -> tuple[Entitlement, ...]:
    return read_entitlements({"rights.toml": written})


def said(talk: Rehearsal, language: str = "en") -> str:
    """What flow F10 says about the card."""
    begin(talk, at="F10.3", language=language)
    return talk.say("3").texts[0].text


def review(talk: Rehearsal, **given) -> Entitlement:
    person = given.pop("person", None) or staff(talk, "dara", Role.SUPERVISOR)
    at = given.pop("at", talk.clock.at)
    return rights.review(talk.helpline, person, "card", given.pop("lawyer", LAWYER), at)


def test_a_text_is_said_while_a_lawyers_reading_holds(talk: Rehearsal) -> None:
    """Candidate, verified, expired: in both languages."""
    assert rights.take(talk.helpline, texts()) == 1
    assert said(talk).startswith(OWN)
    review(talk)
    assert said(talk).startswith("EXAMPLE: a card may be asked for. If they refuse you")
    assert said(talk, "km").startswith("ឧទាហរណ៍៖ អាចសុំប័ណ្ណបាន។ បើគេមិនឱ្យ")
    talk.clock.at += timedelta(days=180)
    assert said(talk).startswith(OWN)


def test_a_changed_text_has_to_be_read_again(talk: Rehearsal) -> None:
    rights.take(talk.helpline, texts())
    review(talk)
    assert rights.take(talk.helpline, texts()) == 0
    assert said(talk).startswith("EXAMPLE: a card")
    assert rights.take(talk.helpline, texts(FILE.replace("a card may", "your card may"))) == 1
    assert said(talk).startswith(OWN)


def test_a_file_cannot_bring_its_own_review(talk: Rehearsal) -> None:
    claims = 'reviewed_by = "me"\nreviewed_on = 2026-01-01T00:00:00Z\n[rights.words]'
    rights.take(talk.helpline, texts(FILE.replace("[rights.words]", claims)))
    assert said(talk).startswith(OWN)


def test_who_may_review_and_how(talk: Rehearsal) -> None:
    rights.take(talk.helpline, texts())
    person = staff(talk, "sok", Role.SUPERVISOR)
    with pytest.raises(Refused, match="not_allowed"):
        review(talk, person=staff(talk, "bopha"))
    with pytest.raises(Refused, match="future_date"):
        review(talk, person=person, at=talk.clock.at + timedelta(days=1))
    with pytest.raises(Refused, match="name_needed"):
        review(talk, person=person, lawyer=" x ")
    with pytest.raises(NotFound):
        rights.review(talk.helpline, person, "other", LAWYER, talk.clock.at)
    assert said(talk).startswith(OWN)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (FILE.replace("km =", "kh ="), "rights.toml: 1: words.km: Field required"),
        (FILE.replace("right_id_poor", "police"), "rights.toml: 1: fills: Input should be"),
        (FILE.replace("an example of a source, article 1", ""), "rights.toml: 1: source: String"),
        (FILE.replace("a card may", "a card may " * 10), "rights.toml: 1: words.en: String should"),
        (FILE + FILE, "card: this id stands there twice"),
        ("x = 1", "rights.toml: no [[rights]] can be read"),
        ("[[rights", "rights.toml: no [[rights]] can be read"),
    ],
)
def test_a_bad_file_is_refused_whole(wrong: str, why: str) -> None:
    with pytest.raises(ContentError) as told:
        texts(wrong)
    assert why in str(told.value)


def test_the_program_comes_with_none() -> None:
    """No law is invented here."""
    seed = Path("helpline/directory/seed").glob("*.toml")
    assert not [path.name for path in seed if "[[rights]]" in path.read_text("utf-8")]
