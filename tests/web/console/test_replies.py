"""Canned replies: the same in both languages, short, and safe to be read by anybody."""

from __future__ import annotations

import re

import pytest

from helpline.text import sms
from helpline.text.khmer import clean_out
from helpline.web.console import replies
from helpline.web.console.words import LOCALES

PLACE = re.compile(r"\{([a-z]+)\}")
LANGUAGES = ("en", "km")
# SAFETY T1: what must not stand on a locked screen.
TELLING = re.compile(
    r"traffick|survivor|victim|caseworker|shelter|police|debt|HIV|ជនរងគ្រោះ|ជួញដូរ|ប៉ូលិស|បំណុល",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def found() -> dict[str, dict[str, replies.Canned]]:
    return replies.load()


def test_every_language_says_the_same(found: dict[str, dict[str, replies.Canned]]) -> None:
    assert set(found) == set(LANGUAGES)
    assert list(found["en"]) == list(found["km"])
    for key, english in found["en"].items():
        khmer = found["km"][key]
        assert set(PLACE.findall(english.text)) == set(PLACE.findall(khmer.text)), key
        assert set(PLACE.findall(english.text)) <= replies.PLACEHOLDERS, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_is_short_and_tells_nothing(
    found: dict[str, dict[str, replies.Canned]], language: str
) -> None:
    for reply in found[language].values():
        assert sms.count(reply.text).parts <= 2, reply.key
        assert not TELLING.search(reply.text), reply.key


def test_khmer_is_in_canonical_order_and_marked_for_review(
    found: dict[str, dict[str, replies.Canned]],
) -> None:
    for reply in found["km"].values():
        assert clean_out(reply.text) == reply.text
        assert clean_out(reply.title) == reply.title
    assert "# review: " in (LOCALES / "km" / "replies.toml").read_text("utf-8")


def test_only_what_is_known_is_filled_in() -> None:
    assert (
        replies.filled("I am {first}, {time} {0}", {"first": "{time}"}) == "I am {time}, {time} {0}"
    )
