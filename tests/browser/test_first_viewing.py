"""A first viewing that does not skip: in the player by bar, keys and links, and at the server whatever a page says."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.looking import look_here
from tests.browser.product import Product
from tests.browser.states import run
from tests.browser.steps import play, starts_at, wait_until_plays
from tests.browser.visitors import PHONES, log_in

CLOCKS = "() => [document.querySelector('[data-media]').currentTime, performance.now() / 1000]"
JUMP = "at => { document.querySelector('[data-media]').currentTime = at }"
SET_SPEED = "rate => { document.querySelector('[data-media]').playbackRate = rate }"
SAY_ALL = """async ([lesson, seconds]) => {
  const csrf = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const answer = await fetch(`/api/v1/lessons/${lesson}/progress`, {
    method: "PUT",
    headers: { "Content-Type": "application/json", "X-CSRFToken": csrf },
    body: JSON.stringify({ position: seconds, ranges: [[0, seconds]] }),
  });
  return answer.json();
}"""


def ahead(page: Page, since: list[float]) -> float:
    """How much farther the film is than by playing at its own pace: no clock of the machine's decides that."""
    film, real = page.evaluate(CLOCKS)
    return float(film - since[0] - (real - since[1]))


# The first has somewhere to skip to; the second is seen from end to end, second by second. Both are longer than what a
# slow machine plays until it is stopped: the last eight seconds of a film are not come back to.
LONG, SHORT = 20, 18


@pytest.fixture
def held(product: Product, request: pytest.FixtureRequest) -> dict[str, Any]:
    return dict(run(product, "make_a_held_lesson", request.param))


@pytest.mark.parametrize("held", [LONG], indirect=True)
def test_a_first_viewing_goes_no_farther_than_was_seen(
    phone: BrowserContext, desk: BrowserContext, held: dict[str, Any]
) -> None:
    log_in(phone, PHONES["regular"])
    page = phone.new_page()
    page.goto(f"/lessons/{held['video']}?t={held['seconds'] - 1}")
    play(page)
    wait_until_plays(page, 2, below=8)

    since = page.evaluate(CLOCKS)
    note = page.locator("[data-note]")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    expect(note).to_contain_text("第一次看还不能往后跳")
    assert ahead(page, since) < 2
    page.evaluate(JUMP, held["seconds"] - 2)  # as the phone's own bar in full screen does
    page.wait_for_function("() => !document.querySelector('[data-media]').seeking")
    assert ahead(page, since) < 2
    page.evaluate(SET_SPEED, 3)
    page.wait_for_function("() => document.querySelector('[data-media]').playbackRate === 1")
    page.keyboard.press("k")  # looked at in peace: a film that goes on would end
    assert page.locator("[data-speed] option:not([disabled])").all_inner_texts() == ["0.5×", "0.75×", "1×"]
    look_here(page)

    page.keyboard.press("j")
    page.wait_for_function("() => document.querySelector('[data-media]').currentTime < 3")
    said = page.evaluate(SAY_ALL, [held["video"], held["seconds"]])
    assert said["completed_at"] is None
    assert said["reached"] < held["seconds"]

    log_in(desk, PHONES["regular"])
    other = desk.new_page()
    other.goto(f"/lessons/{held['video']}")
    assert float(other.locator("[data-player]").get_attribute("data-reached") or "nothing") >= said["reached"]


@pytest.mark.parametrize("held", [SHORT], indirect=True)
def test_seen_to_its_end_a_lesson_is_free(phone: BrowserContext, held: dict[str, Any]) -> None:
    log_in(phone, PHONES["regular"])
    page = phone.new_page()
    page.route("**/progress", lambda route: route.abort())  # the line is down, the film in store
    page.goto(f"/lessons/{held['video']}")
    play(page)
    wait_until_plays(page, 4)
    page.unroute("**/progress")
    with page.expect_response(lambda answer: answer.url.endswith("/progress") and answer.ok) as later:
        page.click("[data-play]")
    assert later.value.json()["reached"] >= 3
    page.reload()
    assert starts_at(page) >= 3
    play(page)
    page.wait_for_selector("[data-completed]:not([hidden])", timeout=120_000)

    assert page.locator("[data-speed] option[disabled]").count() == 0
    page.evaluate(JUMP, 1)
    page.wait_for_function("() => document.querySelector('[data-media]').currentTime < 5")
    page.evaluate(JUMP, held["seconds"] - 3)
    page.wait_for_function("at => document.querySelector('[data-media]').currentTime > at", arg=held["seconds"] - 5)
    page.reload()
    expect(page.locator("[data-reached]")).to_have_count(0)
