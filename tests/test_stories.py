"""Whole talks, as a social worker can read them: tests/stories/*.txt.

A story is settings (`channel: sms`), then lines in the order in which things happen:

    contact: …            the contact writes          press: 1        presses a button
    sends: photo          sends something that is no text
    helpline: ~ …         a reply contains this       helpline: …     a reply is exactly this
    nothing               nothing (more) was said     wait: 48 hours  time passes
    case opened: P1 …     a case was opened or raised with this priority and reason
    caseworker: claims | says: … | closes: recap | next step
    owner: human          flow: F20.2                 opted out       hidden        silent
    task: silence_call    a person has this to do     task: none      nothing is left to do
    call: no_answer       the caseworker makes the next call, and notes what came of it
    by telegram: …        the contact writes from the second channel (setting `also: telegram`);
                          what is said there begins with [telegram]
    referral: sent        the newest referral stands so; `referral: none` there is none
    receiver sees: need rules   what of it may be seen, by name of field

The settings `tier: high` and `known: wellbeing 4 4 4, code_word set` begin with somebody who
agreed to check-ins before. `at: F08.1` begins at that question, with somebody for whom it is a
good time, and `services: 2` with so many made-up helpers in the directory, the first one offered.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from content import content
from helpline import wiring
from helpline.core import events
from helpline.core.call import CallOutcome
from helpline.core.channel import Channel
from helpline.core.conversation import Fact, Secret
from helpline.core.message import Kind
from helpline.operations.roster import ZONE
from helpline.rehearsal import Reaction, Rehearsal
from referring import FIRST, SECOND, a_service, begin, publish, referrals

STORIES = sorted((Path(__file__).parent / "stories").glob("*.txt"))
SETTINGS = {"channel", "language", "staff", "time", "tier", "also", "known", "at", "services"}
UNITS = {"minute": "minutes", "hour": "hours", "day": "days"}
KINDS = {
    "photo": (Kind.MEDIA, {"media": ("photo",)}),
    "voice": (Kind.MEDIA, {"media": ("voice",)}),
    "sticker": (Kind.MEDIA, {"media": ("sticker",)}),
    "location": (Kind.LOCATION, {}),
    "contact card": (Kind.CONTACT_CARD, {}),
    "missed call": (Kind.MISSED_CALL, {}),
}


class Story:
    """One file: settings, then what happens."""

    def __init__(self, path: Path) -> None:
        self.settings: dict[str, str] = {}
        self.lines: list[tuple[int, str, str]] = []
        for number, raw in enumerate(path.read_text("utf-8").splitlines(), start=1):
            line = raw.strip()
            if not line or line.startswith("#"):
                continue
            word, colon, rest = line.partition(":")
            if word in SETTINGS and colon and not self.lines:
                self.settings[word] = rest.strip()
            else:
                self.lines.append((number, word.strip(), rest.strip()))


class Stage:
    """Plays a story and compares what happens with what is written."""

    def __init__(self, story: Story) -> None:
        written = story.settings.get("time")
        at = (
            datetime.strptime(written, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE).astimezone(UTC)
            if written
            else None
        )
        channel = Channel(story.settings.get("channel", "sms"))
        self.talk: Rehearsal = wiring.rehearse(channel, at, content())
        self.talk.staff(on_call=story.settings.get("staff", "on call") == "on call")
        self._prepare(story.settings)
        self.said: list[str] = []
        self.opened: list[str] = []

    def _prepare(self, settings: dict[str, str]) -> None:
        """`tier: high` agreed to check-ins; `known: wellbeing 4 4 4`; `also: telegram`."""
        if "tier" in settings:
            facts = {
                Fact.LANGUAGE: settings.get("language", "km"),
                Fact.CONSENT_KEEP: "yes",
                Fact.CONSENT_WRITE: "yes",
                Fact.TIER: settings["tier"],
            }
            for known in filter(None, settings.get("known", "").split(",")):
                name, _, value = known.strip().partition(" ")
                facts[Fact(name)] = value
            self.talk.remember(facts)
        if "code_word set" in settings.get("known", ""):
            contact = self.talk.contact()
            assert contact is not None
            with self.talk.helpline.store.begin() as tx:
                tx.secrets.keep(contact.id, Secret.CODE_WORD, "mango", self.talk.clock.at)
        if "services" in settings:
            names = [FIRST, SECOND][: int(settings["services"])]
            publish(self.talk, *(a_service(name, self.talk.clock.at) for name in names))
        if "at" in settings:
            offered = FIRST if "services" in settings else ""
            language = settings.get("language", "km")
            begin(self.talk, at=settings["at"], offered=offered, language=language)
        if "also" in settings:
            self.talk.link(Channel(settings["also"]))

    def play(self, word: str, rest: str) -> None:
        """One line of the story. Raises AssertionError when it went otherwise."""
        acts = {
            "contact": lambda: self._happen(self.talk.say(rest)),
            "by telegram": lambda: self._happen(self.talk.say_by(Channel.TELEGRAM, rest)),
            "call": lambda: self._happen(self.talk.call(CallOutcome(rest))),
            "task": lambda: self._expect_task(rest),
            "referral": lambda: self._expect_referral(rest),
            "receiver sees": lambda: self._expect_shared(rest),
            "press": lambda: self._happen(self.talk.press(rest)),
            "sends": lambda: self._happen(self.talk.say("", KINDS[rest][0], **KINDS[rest][1])),
            "wait": lambda: self._happen(self.talk.advance(duration(rest))),
            "caseworker": lambda: self._caseworker(rest),
            "helpline": lambda: self._expect_text(rest),
            "nothing": self._expect_nothing,
            "case opened": lambda: self._expect_case(rest),
            "owner": lambda: same(self.talk.owner().value, rest),
            "flow": lambda: self._expect_place(rest),
            "opted out": lambda: self._expect_contact("opted_out"),
            "hidden": lambda: self._expect_contact("quiet_until"),
            "silent": lambda: self._expect_contact("silent"),
        }
        acts[word]()

    def _happen(self, reaction: Reaction) -> None:
        assert not self.said, f"the helpline also said: {self.said}"
        main = self.talk.address.channel
        self.said = [
            sent.text if sent.address.channel is main else f"[{sent.address.channel}] {sent.text}"
            for sent in reaction.texts
        ]
        self.opened = [
            f"{event.priority.value} {event.reason.value}"
            for turn in reaction.turns
            for event in turn.events
            if isinstance(event, events.CaseOpened)
        ]

    def _caseworker(self, what: str) -> None:
        act, _, rest = what.partition(":")
        if act == "claims":
            self._happen(self.talk.claim())
        elif act == "says":
            self._happen(self.talk.reply(rest.strip()))
        else:
            recap, _, next_step = rest.partition("|")
            self._happen(self.talk.close(recap.strip(), next_step.strip()))

    def _expect_text(self, expected: str) -> None:
        assert self.said, f"the helpline said nothing, expected: {expected}"
        got = " / ".join(self.said.pop(0).splitlines())
        if expected.startswith("~"):
            assert expected[1:].strip() in got, f"said: {got}"
        else:
            assert got == expected, f"said: {got}"

    def _expect_nothing(self) -> None:
        assert not self.said, f"the helpline said: {self.said}"

    def _expect_case(self, expected: str) -> None:
        assert expected in self.opened, f"opened: {self.opened or 'nothing'}"

    def _expect_task(self, expected: str) -> None:
        waiting = self.talk.tasks()
        if expected == "none":
            assert not waiting, f"waiting: {waiting}"
        else:
            assert expected in waiting, f"waiting: {waiting or 'nothing'}"

    def _expect_referral(self, expected: str) -> None:
        found = referrals(self.talk)
        same(found[0].state.value if found else "none", expected)

    def _expect_shared(self, expected: str) -> None:
        shown = referrals(self.talk)[0].shown
        same(" ".join(sorted(one.value for one in shown)) or "nothing", expected)

    def _expect_place(self, expected: str) -> None:
        conversation = self.talk.conversation()
        at = conversation.at if conversation else None
        same(at.node if at else "none", expected)

    def _expect_contact(self, field: str) -> None:
        assert getattr(self.talk.contact(), field), f"the contact is not {field}"

    def end(self) -> None:
        assert not self.said, f"at the end the helpline also said: {self.said}"


def same(got: str, expected: str) -> None:
    assert got == expected, f"it is {got}"


def duration(text: str) -> timedelta:
    found = re.fullmatch(r"(\d+) (minute|hour|day)s?", text)
    assert found, f"a wait is written like: 48 hours (not {text})"
    return timedelta(**{UNITS[found.group(2)]: int(found.group(1))})


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_story(path: Path) -> None:
    story = Story(path)
    stage = Stage(story)
    for number, word, rest in story.lines:
        try:
            stage.play(word, rest)
        except KeyError:
            pytest.fail(f"{path.name}:{number}: a story has no line '{word}'", pytrace=False)
        except AssertionError as error:
            pytest.fail(f"{path.name}:{number}: {word}: {rest}\n  {error}", pytrace=False)
    stage.end()


def test_there_are_stories_in_both_languages_and_on_both_channels() -> None:
    told = [Story(path).settings for path in STORIES]
    assert len(told) >= 25
    assert {story.get("language") for story in told} >= {"km", "en"}
    assert {story.get("channel", "sms") for story in told} >= {"sms", "telegram"}
