"""`helpline doctor`: what is missing is found, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from helpline.channels.terminal import TerminalChannel
from helpline.core.channel import Channel
from helpline.core.errors import StoreUnavailable
from helpline.core.message import SendError, SendReason
from helpline.operations.readiness import lacks
from helpline.rehearsal import Rehearsal

Stage = Callable[..., Rehearsal]


class Asked(TerminalChannel):
    """A channel whose provider says what stands in `answer`."""

    answer: str | SendError | None = None

    def hook_problem(self, public_url: str) -> str | None:
        assert public_url == "https://line.example.org"
        if isinstance(self.answer, SendError):
            raise self.answer
        return self.answer


@pytest.fixture
def talk(stage: Stage) -> Rehearsal:
    made = stage()
    settings = replace(made.helpline.settings, demo=False, public_url="https://line.example.org")
    made.helpline = replace(made.helpline, settings=settings)
    return made


def whats(talk: Rehearsal, *, live: bool = False) -> list[str]:
    found = lacks(talk.helpline, live=live)
    assert all(lack.remedy for lack in found)
    return [lack.what for lack in found]


def missing(talk: Rehearsal, words: str, *, live: bool = False) -> bool:
    return any(words in what for what in whats(talk, live=live))


def test_texts_and_words_without_a_native_reviewer_are_counted(talk: Rehearsal) -> None:
    count = talk.helpline.catalogs.unreviewed("km")
    assert missing(talk, f"{count} of {count} Khmer texts have no native reviewer")
    assert missing(talk, "lists of words have no native reviewer")


def test_a_danger_line_that_nobody_verified_is_missing(talk: Rehearsal) -> None:
    assert missing(talk, "no verified number for {line}")


def test_a_staffed_week_is_no_lack(talk: Rehearsal) -> None:
    assert not missing(talk, "nobody can be called")
    assert missing(talk, "Sophea has no address for alerts")


def test_hours_without_anybody_are_counted(stage: Stage) -> None:
    assert missing(stage(on_call=False), "nobody can be called in 168 of the next 168 hours")


def test_a_demonstration_and_a_plain_address_are_told(stage: Stage) -> None:
    talk = stage()
    assert missing(talk, "this is a demonstration")
    assert missing(talk, "not https://")


def test_what_is_in_order_is_not_told(talk: Rehearsal) -> None:
    for words in ("demonstration", "https", "no channel", "Redis", "no organisation", "database"):
        assert not missing(talk, words)


def test_no_channel_and_no_redis(talk: Rehearsal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talk.helpline.queue, "answers", lambda: False)
    talk.helpline = replace(talk.helpline, channels={})
    assert missing(talk, "no channel is set up")
    assert missing(talk, "Redis does not answer")


def test_a_database_that_is_away(talk: Rehearsal, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise StoreUnavailable("x")

    monkeypatch.setattr(talk.helpline.store, "read", away)
    assert missing(talk, "the database does not answer")


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (None, None),
        ("its webhook leads elsewhere", "telegram: its webhook leads elsewhere"),
        (SendError(SendReason.PROVIDER_DOWN, retryable=True), "does not answer (provider_down)"),
    ],
)
def test_providers_are_asked_only_live(
    talk: Rehearsal, answer: str | SendError | None, told: str | None
) -> None:
    phone = Asked(Channel.TELEGRAM)
    phone.answer = answer
    talk.helpline = replace(talk.helpline, channels={Channel.TELEGRAM: phone})
    assert not missing(talk, "telegram:")
    assert missing(talk, told or "telegram:", live=True) == (told is not None)
