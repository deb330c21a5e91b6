"""What is not a film, used as learners use it: sound is heard, a document read and searched, pictures are turned."""

from base64 import b64decode
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests.browser.looking import look_here
from tests.browser.pages import Places
from tests.browser.product import Product
from tests.browser.steps import DESK, PHONE, media, starts_at, wait_until_kept, wait_until_plays
from tests.browser.visitors import PHONES, log_in

DRAWN = "one => one.complete && one.naturalWidth > 0"
# How many of its points are not the other's: the same page drawn for two people differs by their names alone.
UNLIKE = """async (one, address) => {
  const points = async (source) => {
    const picture = await createImageBitmap(await (await fetch(source)).blob());
    const canvas = new OffscreenCanvas(picture.width, picture.height);
    const pen = canvas.getContext("2d");
    pen.drawImage(picture, 0, 0);
    return pen.getImageData(0, 0, picture.width, picture.height).data;
  };
  const [mine, theirs] = await Promise.all([points(one.src), points(address)]);
  let unlike = 0;
  for (let at = 0; at < mine.length; at += 4) if (Math.abs(mine[at] - theirs[at]) > 12) unlike += 1;
  return mine.length === theirs.length ? unlike : -1;
}"""
IS_AT = "wanted => Math.abs(document.querySelector('[data-media]').currentTime - wanted) < 0.5"
# On a slow machine no clock decides whether a strip is still under way.
STANDS = """() => {
  const strip = document.querySelector("[data-strip]");
  return Math.abs(strip.scrollLeft - Math.round(strip.scrollLeft / strip.clientWidth) * strip.clientWidth) < 1;
}"""


@pytest.fixture(params=["phone", "desk"])
def page(request: pytest.FixtureRequest, chromium: Browser, product: Product) -> Iterator[Page]:
    """A learner with a history, by finger on a phone and by mouse on a desktop."""
    device = device_of(chromium, product, by_hand=request.param == "phone")
    log_in(device, PHONES["learner"])
    yield device.new_page()
    device.close()


def device_of(chromium: Browser, product: Product, *, by_hand: bool) -> BrowserContext:
    viewport: ViewportSize = PHONE if by_hand else DESK
    made = chromium.new_context(
        base_url=product.base, viewport=viewport, locale="zh-CN", has_touch=by_hand, is_mobile=by_hand
    )
    made.set_default_timeout(60_000)
    return made


def by_finger(page: Page) -> bool:
    return bool(page.evaluate("matchMedia('(hover: none)').matches"))


def press(page: Page, what: str) -> None:
    one = page.locator(what).first
    if by_finger(page):
        one.tap()
    else:
        one.click()


def open_lesson(page: Page, kind: str) -> dict[str, Any]:
    """The last of its kind that the learner has: its place is forgotten, wherever another test left it."""
    places = Places(page.context.request)
    owned = {one["product"] for one in places.ask("/me/entitlements")["items"]}
    mine = [
        lesson
        for course in places.courses
        if course["slug"] in owned
        for chapter in course["chapters"]
        for lesson in chapter["lessons"]
        if lesson["kind"] == kind
    ]
    lesson: dict[str, Any] = mine[-1]
    page.goto(f"/lessons/{lesson['id']}")
    return lesson


def open_document(page: Page) -> dict[str, Any]:
    """Until some page of it is there: whoever comes again is led to where they were, and pages come around that."""
    lesson = open_lesson(page, "document")
    page.wait_for_selector("[data-page][data-shown]")
    return lesson


def test_sound_is_heard_at_the_chosen_pace_and_goes_on_where_it_was_left(page: Page) -> None:
    open_lesson(page, "audio")
    press(page, "[data-play]")
    page.wait_for_selector("[data-player][data-state=ready]")
    wait_until_plays(page)
    scrub = page.locator("[data-scrub]")
    scrub.fill("20")
    scrub.dispatch_event("change")
    wait_until_plays(page, 20.5)
    page.select_option("[data-speed]", "2")
    assert media(page, "playbackRate") == 2
    wait_until_plays(page, 23)
    press(page, "[data-play]")
    left_at = wait_until_kept(page)
    press(page, "[data-forward]")
    page.wait_for_function(IS_AT, arg=left_at + 15)
    press(page, "[data-back]")
    page.wait_for_function(IS_AT, arg=left_at)
    press(page, "[data-play]")
    wait_until_plays(page, left_at + 0.2)
    press(page, "[data-play]")
    left_at = wait_until_kept(page)

    page.reload()
    assert abs(starts_at(page) - left_at) < 1
    press(page, "[data-play]")
    wait_until_plays(page, left_at - 1, below=left_at + 15)
    assert media(page, "playbackRate") == 2
    expect(page.locator("[data-resumed]")).to_contain_text("接着放")
    look_here(page)


def test_pages_come_with_the_readers_own_name(page: Page, chromium: Browser, product: Product) -> None:
    lesson = open_document(page)
    mine = page.locator("[data-page='0']")
    mine.scroll_into_view_if_needed()
    page.wait_for_function(f"() => ({DRAWN})(document.querySelector(\"[data-page='0']\"))")
    assert mine.evaluate(UNLIKE, mine.get_attribute("src")) == 0
    with chromium.new_context(base_url=product.base) as other:
        nobody = other.new_page()
        nobody.goto(f"/lessons/{lesson['id']}")
        nobody.wait_for_function(f"() => ({DRAWN})(document.querySelector(\"[data-page='0']\"))")
        theirs = nobody.evaluate(
            """async (src) => {
              const bytes = new Uint8Array(await (await fetch(src)).arrayBuffer());
              return btoa(Array.from(bytes, (one) => String.fromCharCode(one)).join(""));
            }""",
            nobody.locator("[data-page='0']").get_attribute("src"),
        )
    page.route("**/theirs.webp", lambda route: route.fulfill(body=b64decode(theirs), content_type="image/webp"))
    assert mine.evaluate(UNLIKE, "/theirs.webp") > 200


def below_the_bars(page: Page, number: int) -> None:
    bar, sheet = page.locator(".document-tools").bounding_box(), page.locator(f"[data-page='{number}']").bounding_box()
    assert bar
    assert sheet
    assert sheet["y"] >= bar["y"] + bar["height"] - 1


def test_a_document_is_leafed_through(page: Page) -> None:
    open_document(page)
    pages = page.locator("[data-page]")
    last = pages.count() - 1
    place = page.locator("[data-document] [data-at]")

    pages.nth(1).scroll_into_view_if_needed()
    page.wait_for_function(f"() => ({DRAWN})(document.querySelector(\"[data-page='1']\"))")
    pages.nth(last).scroll_into_view_if_needed()
    expect(pages.nth(last)).to_be_in_viewport(ratio=0.9)
    expect(place).to_have_text(str(last + 1))
    page.wait_for_function(f"n => ({DRAWN})(document.querySelector(`[data-page='${{n}}']`))", arg=last)

    press(page, "[data-turn='-1']")
    expect(place).to_have_text(str(last))
    below_the_bars(page, last - 1)
    press(page, "[data-turn='1']")
    expect(place).to_have_text(str(last + 1))
    expect(page.locator("[data-turn='1']")).to_be_disabled()


def test_a_document_is_enlarged(page: Page) -> None:
    open_document(page)
    pages = page.locator("[data-page]")
    usual = pages.nth(0).evaluate("one => one.clientWidth")
    press(page, "[data-zoom='1']")
    press(page, "[data-zoom='1']")
    expect(page.locator(".document-pages")).to_have_attribute("data-zoomed", "2")
    assert abs(pages.nth(0).evaluate("one => one.clientWidth") - 2 * usual) <= 2
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the sheet scrolls, not the page"
    look_here(page)
    press(page, "[data-zoom='-1']")
    press(page, "[data-zoom='-1']")
    expect(page.locator("[data-zoom='-1']")).to_be_disabled()


def test_words_are_found_in_a_document_and_led_to(page: Page) -> None:
    open_document(page)
    place = page.locator("[data-document] [data-at]")
    page.fill("#document-find", "表")
    hits = page.locator("[data-found] [data-to]")
    expect(hits.first).to_be_visible()
    expect(hits.last.locator("mark").first).to_have_text("表")
    wanted = int(hits.last.get_attribute("data-to") or 0)
    look_here(page)
    press(page, f"[data-found] [data-to='{wanted}']")
    expect(page.locator(f"[data-page='{wanted}']")).to_have_attribute("data-hit", "")
    expect(page.locator(f"[data-page='{wanted}']")).to_be_in_viewport()
    expect(place).to_have_text(str(wanted + 1))
    page.fill("#document-find", "没有这样的话")
    expect(page.locator("[data-found]")).to_have_text("没有找到")
    page.fill("#document-find", "")
    expect(page.locator("[data-found]")).to_be_hidden()
    expect(page.locator("[data-hit]")).to_have_count(0)


def swipe(page: Page, by: float) -> None:
    """By the browser's own touches, which Chromium itself turns into scrolling."""
    hand = page.context.new_cdp_session(page)
    x, y = (300 if by < 0 else 90), 420
    hand.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, 11):
        hand.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x + by * step / 10, "y": y}]})
    hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    hand.detach()


def shows(page: Page, number: int) -> None:
    expect(page.locator("[data-viewer] [data-at]")).to_have_text(str(number + 1))
    page.wait_for_function(STANDS)
    slide = page.locator(f"[data-slide='{number}']")
    expect(slide).to_be_in_viewport(ratio=0.6)
    page.wait_for_function(f"n => ({DRAWN})(document.querySelector(`[data-slide='${{n}}']`))", arg=number)


def test_pictures_are_turned_by_button_key_and_finger_and_put_away(page: Page) -> None:
    open_lesson(page, "photos")
    page.locator("[data-photos]").scroll_into_view_if_needed()
    page.wait_for_function(f"() => ({DRAWN})(document.querySelector(\"[data-page='0']\"))")
    press(page, "[data-photo='0']")
    shows(page, 0)
    for step, number in ((1, 1), (1, 2), (-1, 1)):
        if by_finger(page):
            swipe(page, -220 * step)
        else:
            page.locator(f"[data-step='{step}']").click()
        shows(page, number)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    shows(page, 3)
    page.keyboard.press("ArrowLeft")
    shows(page, 2)
    look_here(page)
    page.keyboard.press("Escape")
    expect(page.locator("[data-viewer]")).to_be_hidden()
    expect(page.locator("[data-photo='2']")).to_be_focused()

    press(page, "[data-photo='3']")
    shows(page, 3)
    expect(page.locator("[data-step='1']")).to_be_disabled()
    press(page, "[data-viewer] [data-close]")
    expect(page.locator("[data-viewer]")).to_be_hidden()
