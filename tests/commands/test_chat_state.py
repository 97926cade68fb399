"""`helpline chat --state`: what is known before, and one clear line for what cannot be."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from helpline.commands.known import BadState, Known, read_known
from helpline.core.conversation import Fact


def known(folder: Path, text: str) -> Known:
    path = folder / "state.json"
    path.write_text(text, "utf-8")
    return read_known(path)


def test_every_documented_key_is_a_fact(tmp_path: Path) -> None:
    state = {
        "language": "km",
        "consent": {"keep": True, "write": False},
        "tier": "high",
        "pending": {"flow": "F20", "node": "F20.1"},
        "wellbeing": [3, 2, 1],
        "shared_phone": True,
        "code_word": "mango",
        "days_since_inbound": 44.5,
        "province": "ភ្នំពេញ",
        "screen_positive": True,
    }
    assert known(tmp_path, json.dumps(state)) == Known(
        facts={
            Fact.LANGUAGE: "km",
            Fact.CONSENT_KEEP: "yes",
            Fact.CONSENT_WRITE: "no",
            Fact.TIER: "high",
            Fact.WELLBEING: "3 2 1",
            Fact.SHARED_PHONE: "yes",
            Fact.CODE_WORD: "set",
            Fact.PROVINCE: "12",
            Fact.SCREENING: "positive",
        },
        silent_for=timedelta(days=44.5),
        pending=("F20", "F20.1"),
    )


def test_null_and_missing_tell_nothing(tmp_path: Path) -> None:
    nulls = dict.fromkeys(["language", "consent", "tier", "pending", "wellbeing", "code_word"])
    assert known(tmp_path, json.dumps(nulls)) == known(tmp_path, "{}") == Known()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ('{"a":' + "[" * 100_000, "not JSON"),
        ("[]", "one JSON object"),
        ('{"lang": "km"}', "'lang' is no key"),
        ('{"language": "xx"}', '"language" must be one of km, en'),
        ('{"language": ["km"]}', '"language"'),
        (r'{"language": "\ud800"}', '"language"'),
        ('{"tier": 1}', '"tier" must be one of high'),
        ('{"consent": true}', '"consent" must be an object'),
        ('{"consent": {"share": true}}', '"consent" must be an object'),
        ('{"consent": {"keep": "no"}}', '"consent.keep" must be true or false'),
        ('{"wellbeing": 3}', '"wellbeing" must be a list'),
        ('{"wellbeing": [0]}', '"wellbeing" must be a list'),
        ('{"wellbeing": [true]}', '"wellbeing" must be a list'),
        ('{"shared_phone": "no"}', '"shared_phone" must be true or false'),
        ('{"code_word": 7}', '"code_word" must be a text'),
        ('{"province": "Bangkok"}', '"province" must be a province'),
        ('{"province": 12}', '"province" must be a province'),
        ('{"screen_positive": 1}', '"screen_positive" must be true or false'),
        ('{"days_since_inbound": "3"}', '"days_since_inbound" must be a number'),
        ('{"days_since_inbound": -1}', '"days_since_inbound" must be a number'),
        ('{"days_since_inbound": NaN}', '"days_since_inbound" must be a number'),
        ('{"days_since_inbound": Infinity}', '"days_since_inbound" must be a number'),
        ('{"days_since_inbound": true}', '"days_since_inbound" must be a number'),
        ('{"pending": "F20.1"}', '"pending" must be an object'),
        ('{"pending": {"flow": "F20"}}', '"pending" must be an object'),
        ('{"pending": {"flow": 20, "node": 1}}', '"pending" names'),
    ],
)
def test_a_bad_value_is_named(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(BadState) as caught:
        known(tmp_path, text)
    assert says in str(caught.value)
