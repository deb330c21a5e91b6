"""The text of what is said: all of an hour, the line of this moment in sight, and in the listener's language."""

from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, ViewportSize, expect

from tests.browser.looking import look_here
from tests.browser.pages import Places
from tests.browser.product import Product
from tests.browser.steps import DESK, PHONE, media, new_device, play, wait_until_plays
from tests.browser.visitors import PHONES, log_in

MANY = 3_000
STEP_MS = 40
CURRENT = "[data-transcript-list] [aria-current]"
# The line of this moment is the one that is marked, and lies inside the list's own window.
IN_SIGHT = """() => {
  const now = document.querySelector("[data-media]").currentTime;
  const line = document.querySelector("[data-transcript-list] [aria-current]")?.closest("li");
  if (!line) return false;
  const list = line.parentElement, number = [...list.children].indexOf(line);
  const box = list.getBoundingClientRect(), at = line.getBoundingClientRect();
  const wanted = Math.min(2999, Math.floor(now * 1000 / 40));
  return Math.abs(number - wanted) < 12 && at.top >= box.top - 1 && at.bottom <= box.bottom + 1;
}"""
SRT = "1\n00:00:01,000 --> 00:00:03,000\n{0}\n\n2\n00:00:04,000 --> 00:00:06,000\n{1}\n"


def an_hour(route: Route) -> None:
    lines = [[n * STEP_MS, (n + 1) * STEP_MS, f"第 {n} 句" + (" 桂花" if n == MANY - 1 else "")] for n in range(MANY)]
    route.fulfill(json={"cues": lines})


@pytest.mark.parametrize("viewport", [PHONE, DESK])
def test_of_three_thousand_lines_all_are_there_and_this_moments_is_in_sight(
    chromium: Browser, product: Product, viewport: ViewportSize
) -> None:
    with new_device(chromium, product, viewport) as device:
        log_in(device, PHONES["owner"])
        page = device.new_page()
        page.route("**/subtitles/*.json", an_hour)
        page.goto(f"/lessons/{Places(device.request).subtitled}?t=60")
        play(page)
        expect(page.locator("[data-transcript-list] > li")).to_have_count(MANY)
        page.wait_for_function(IN_SIGHT)
        seen = page.locator(CURRENT).text_content()
        wait_until_plays(page, media(page, "currentTime") + 1)
        page.wait_for_function(IN_SIGHT)
        assert page.locator(CURRENT).text_content() != seen

        scrolled(page)
        page.click("[data-play]")
        page.click("[data-transcript-here]")
        page.wait_for_function(IN_SIGHT)
        expect(page.locator("[data-transcript-here]")).to_be_hidden()

        page.fill("[data-transcript-find]", "桂花")
        last = page.locator("[data-transcript-list] > li:visible")
        expect(last).to_have_count(1)
        look_here(page)
        last.locator("button").click()
        wait_until_plays(page, (MANY - 1) * STEP_MS / 1000 - 1)
        page.click("[data-transcript-here]")
        expect(page.locator("[data-transcript-find]")).to_have_value("")
        page.wait_for_function(IN_SIGHT)
        page.fill("[data-transcript-find]", "没有人说过")
        expect(page.locator("[data-transcript-none]")).to_be_visible()


def scrolled(page: Page) -> None:
    """By its reader, to its beginning: there it stays while the lesson goes on."""
    page.locator("[data-transcript-list] button").first.focus()
    expect(page.locator("[data-transcript-here]")).to_be_visible()
    page.wait_for_function("() => document.querySelector('[data-transcript-list]').scrollTop < 60")
    wait_until_plays(page, media(page, "currentTime") + 0.5)
    assert page.evaluate("document.querySelector('[data-transcript-list]').scrollTop") < 60


def uploaded(owner: Page, lesson: int, language: str, *said: str) -> None:
    owner.goto(f"/studio/lessons/{lesson}/subtitles")
    owner.select_option("[name=language]", language)
    file: Any = {"name": "s.srt", "mimeType": "text/plain", "buffer": SRT.format(*said).encode()}
    owner.set_input_files("input[type=file]", file)
    owner.get_by_role("button", name="上传").click()
    expect(owner.locator(".cue")).to_have_count(2)


def test_who_listens_reads_in_a_language_of_their_own(
    desk: BrowserContext, chromium: Browser, product: Product
) -> None:
    log_in(desk, PHONES["owner"])
    owner = desk.new_page()
    lesson = Places(desk.request).lesson("audio", free=True)
    uploaded(owner, lesson, "zh-Hans", "慢慢呼气", "数到四")
    uploaded(owner, lesson, "en", "Breathe out slowly", "Count to four")
    with new_device(chromium, product, PHONE) as device:
        page = device.new_page()
        # Switched off over films: what is read beside sound is there all the same.
        page.add_init_script("localStorage.setItem('zhiyu:captions', 'off')")
        page.goto(f"/lessons/{lesson}")
        play(page)
        text = page.locator("[data-transcript-list]")
        expect(text).to_contain_text("慢慢呼气")
        page.select_option("[data-transcript-language]", "en")
        expect(text).to_contain_text("Count to four")
        expect(text).not_to_contain_text("数到四")
        look_here(page)
        page.reload()
        play(page)
        expect(text).to_contain_text("Count to four")
        expect(page.locator("[data-transcript-language]")).to_have_value("en")
        assert page.evaluate("localStorage.getItem('zhiyu:captions')") == "off"
