"""The phones in a real Chromium: Khmer, buttons, ticks, widths, and no complaint in its console."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from running_demo import ANSWER, Demo

pytestmark = pytest.mark.e2e
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
).split()


@pytest.fixture(scope="module")
def browser(browser_program: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=browser_program, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    page.close()
    assert complaints == []


def test_a_talk_on_both_phones(demo: Demo, page: Page) -> None:
    page.goto(f"{demo.url}/demo/")
    sms, telegram = page.locator(".phone.sms"), page.locator(".phone.telegram")
    sms.locator("textarea").fill("<b>ជួយ</b>ខ្ញុំផង")
    sms.locator("textarea").press("Enter")
    expect(sms.locator(".message.in .bubble")).to_have_text("<b>ជួយ</b>ខ្ញុំផង")
    expect(sms.locator(".message.out .bubble")).to_have_text(ANSWER)
    expect(sms.locator(".message.out .cost")).to_have_text("1 ផ្នែក")
    expect(sms.locator(".message.out .ticks")).to_have_text("✓✓")
    telegram.locator("[data-start]").click()
    telegram.locator(".buttons button").first.click()
    expect(telegram.locator(".message.out")).to_have_count(2)
    expect(telegram.locator("[data-start]")).to_be_hidden()


def test_a_new_phone_is_empty_and_the_old_one_is_kept(demo: Demo, page: Page) -> None:
    page.goto(f"{demo.url}/demo/?lang=en")
    telegram = page.locator(".phone.telegram")
    telegram.locator("[data-start]").click()
    expect(telegram.locator(".message.out")).to_have_count(1)
    page.locator("[data-new=telegram]").click()
    expect(telegram.locator(".message")).to_have_count(0)
    page.locator("[data-choose=telegram]").select_option("telegram:700000001")
    expect(telegram.locator(".message.out")).to_have_count(1)


@pytest.mark.parametrize("size", [(360, 740), (820, 1100), (1360, 860)])
def test_it_fits_and_khmer_has_room(demo: Demo, page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{demo.url}/demo/")
    measured: dict[str, Any] = page.evaluate(
        """async () => {
            await document.fonts.load('16px "Noto Sans Khmer"', 'ក');
            const style = (e) => getComputedStyle(e);
            const texts = [...document.querySelectorAll('p, h1, h2, button, strong, small, li')];
            const shown = texts.filter((e) => e.offsetParent);
            return {
                wide: document.documentElement.scrollWidth - innerWidth,
                least: Math.min(...shown.map(
                    (e) => parseFloat(style(e).lineHeight) / parseFloat(style(e).fontSize))),
                khmer: document.fonts.check('16px "Noto Sans Khmer"', 'ក'),
            };
        }"""
    )
    assert measured["wide"] <= 0
    assert measured["least"] >= 1.59
    assert measured["khmer"]
