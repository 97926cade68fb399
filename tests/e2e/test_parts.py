"""The browser counts SMS parts exactly as the helpline does."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from helpline.text import sms

pytestmark = pytest.mark.e2e

SCRIPT = Path("helpline/web/static/console/parts.js")
ALPHABETS = (
    "abc XYZ 019 \n",
    "a€[]^{}\\|~ ",
    "àèéùìòÇØøÅåΔΦΓΛΩ ñüà",
    "កខគឃងចឆជញដតថទធនបផពភមយរលវសហឡអឥឯ្្្ាិីឹឺុូួើឿៀេែៃោៅំះៈ៉៊់៌៍៎៏័ ០១៩។៛",
    "ក្រុមស្ត្រី\u200b\u200c\u200dខ្ញុំ",
    "👩\u200d👧 🇰🇭 ❤\ufe0f 👍🏽 é ก็ ở",
    "a\u0301\u20dd~`’“–\t",
    "\u1100\u1161\u11a8\uac00\u0600\u070f1 \r\n\u2028\ufeffa",
)


def texts() -> list[str]:
    draw = random.Random(7)  # noqa: S311  the same texts each time
    edges = [letter * count for letter in "aកé€" for count in (66, 67, 68, 70, 71, 153, 160, 161)]
    mixed = [
        "".join(draw.choices(draw.choice(ALPHABETS), k=draw.choice((1, 69, 70, 134, 200, 400))))
        for _ in range(400)
    ]
    return ["", *edges, *mixed]


def test_browser_and_helpline_count_alike(chromium: Browser) -> None:
    page = chromium.new_page()
    page.evaluate(SCRIPT.read_text("utf-8") + "\nwindow.countParts = countParts; 0")
    cases = texts()
    counted = page.evaluate("texts => texts.map(text => window.countParts(text).parts)", cases)
    wrong = [
        (text, here, sms.count(text).parts)
        for text, here in zip(cases, counted, strict=True)
        if here != sms.count(text).parts
    ]
    page.close()
    assert wrong == []
