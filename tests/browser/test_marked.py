"""Whose film it is stays over it, wherever our own buttons take it: a small window, the whole screen, an iPhone."""

from contextlib import suppress
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Error, Locator, Page, expect

from tests.browser.looking import look_here
from tests.browser.pages import Places
from tests.browser.steps import DESK, PHONE, media, play, wait_until_plays
from tests.browser.visitors import PHONES, log_in

WHOSE = "138****0008"
# What Safari on an iPhone has, and has not.
IPHONE = """
  delete Element.prototype.requestFullscreen;
  delete window.documentPictureInPicture;
  HTMLVideoElement.prototype.webkitEnterFullscreen = () => { window.bare = true; };
"""
# The name lies inside the picture itself, not in the black beside it.
WITHIN = """() => {
  const film = document.querySelector("video"), box = film.getBoundingClientRect();
  const name = document.querySelector(".player-name").getBoundingClientRect();
  const shape = film.videoWidth / film.videoHeight;
  const wide = Math.min(box.width, box.height * shape), high = Math.min(box.height, box.width / shape);
  const left = box.left + (box.width - wide) / 2, top = box.top + (box.height - high) / 2;
  return name.left >= left - 1 && name.right <= left + wide + 1 && name.top >= top - 1 && name.bottom <= top + high + 1;
}"""
FILLS = """() => {
  const box = document.querySelector("[data-player]").getBoundingClientRect();
  return [box.left, box.top, box.width, box.height].join() === [0, 0, innerWidth, innerHeight].join();
}"""

# Left and filled again before the browser has gone back to where the page was not filled.
AT_ONCE = """() => {
  const button = document.querySelector("[data-full]");
  history.replaceState(null, "");
  button.click();
  button.click();
}"""


def bought_film(context: BrowserContext) -> Page:
    """Of a learner whose name stands over it, playing."""
    log_in(context, PHONES["learner"])
    places = Places(context.request)
    owned = {one["product"] for one in places.ask("/me/entitlements")["items"]}
    lesson = next(
        lesson
        for course in places.courses
        if course["slug"] in owned and course["quote"]["list_fen"]
        for chapter in course["chapters"]
        for lesson in chapter["lessons"]
        if lesson["kind"] == "video" and not lesson["free"]
    )
    page = context.new_page()
    page.goto(f"/lessons/{lesson['id']}?t=2")
    play(page)
    return page


def whose(page: Page) -> Any:
    return expect(page.locator("[data-player] > .player-name"))


def click_and_close(last: Locator) -> None:
    """What closes its own window, which may be gone before the click is said to be done."""
    with suppress(Error):
        last.click(no_wait_after=True)


def test_a_small_window_takes_the_name_along_and_brings_it_back(desk: BrowserContext) -> None:
    page = bought_film(desk)
    assert media(page, "disablePictureInPicture")
    with desk.expect_page() as opened:
        page.click("[data-pip]")
    small = opened.value
    whose(small).to_contain_text(WHOSE)
    expect(page.locator("[data-player]")).to_have_count(0)
    expect(page.locator("[data-away]")).to_contain_text("正在小窗里播放")
    wait_until_plays(small, media(small, "currentTime") + 0.5)
    small.evaluate("document.querySelector('.player-name').remove()")
    whose(small).to_contain_text(WHOSE)
    small.evaluate("document.querySelector('.player-name').hidden = true")
    whose(small).to_be_visible()
    small.keyboard.press("k")
    assert media(small, "paused")
    small.keyboard.press("k")
    wait_until_plays(small)
    look_here(page)

    at = media(small, "currentTime")
    page.click("[data-away] button")
    whose(page).to_contain_text(WHOSE)
    expect(page.locator("[data-away]")).to_be_hidden()
    wait_until_plays(page, at + 0.5)
    with desk.expect_page() as opened:
        page.keyboard.press("p")
    click_and_close(opened.value.locator("[data-pip]"))
    expect(page.locator("[data-pip]")).to_be_focused()
    page.evaluate("document.querySelector('.player-name').remove()")
    whose(page).to_contain_text(WHOSE)


def test_a_link_in_the_small_window_leads_the_page_on(desk: BrowserContext) -> None:
    page = bought_film(desk)
    with desk.expect_page() as opened:
        page.click("[data-pip]")
    small = opened.value
    whose(small).to_be_visible()
    wait_until_plays(small)
    small.keyboard.press("k")  # whatever begins to play takes away what stands over its end
    small.wait_for_function("() => document.querySelector('[data-media]').paused")
    small.evaluate("document.querySelector('[data-after]').hidden = false")
    following = small.locator("[data-after] a").get_attribute("href") or "none"
    click_and_close(small.locator("[data-after] a"))
    page.wait_for_url(f"**{following}")


def test_where_only_the_bare_film_could_go_there_is_no_small_window(desk: BrowserContext) -> None:
    desk.add_init_script("delete window.documentPictureInPicture")
    page = bought_film(desk)
    expect(page.locator("[data-pip]")).to_be_hidden()
    page.keyboard.press("p")
    page.keyboard.press("k")
    assert media(page, "paused"), "the key was heard"
    assert not page.evaluate("Boolean(document.pictureInPictureElement)")


def test_a_film_without_a_name_has_its_small_window_as_ever(desk: BrowserContext) -> None:
    page = desk.new_page()
    page.goto(f"/lessons/{Places(desk.request).lesson('video', free=True)}")
    expect(page.locator("[data-pip]")).to_be_visible()
    assert not media(page, "disablePictureInPicture")
    assert not page.locator("[data-away]").count()


def test_on_the_whole_screen_the_name_is_over_the_picture(phone: BrowserContext) -> None:
    page = bought_film(phone)
    page.click("[data-full]")
    expect(page.locator(":fullscreen")).to_have_count(1)
    page.wait_for_function(WITHIN)


def test_an_iphone_fills_the_page_instead_and_turns_with_it(phone: BrowserContext) -> None:
    phone.add_init_script(IPHONE)
    page = bought_film(phone)
    address, behind = page.url, page.locator(".topbar a").first
    page.click("[data-full]")
    page.wait_for_function(FILLS)
    page.wait_for_function(WITHIN)
    look_here(page)
    page.set_viewport_size({"width": PHONE["height"], "height": PHONE["width"]})
    page.wait_for_function(FILLS)
    page.wait_for_function(WITHIN)
    assert not page.evaluate("Boolean(window.bare)")
    assert behind.evaluate("one => Boolean(one.closest('[inert]'))"), "nothing behind it is reached by a key"

    page.click("[data-settings]")
    page.keyboard.press("Escape")
    expect(page.locator("[data-panel]")).to_be_hidden()
    expect(page.locator(".is-filling")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".is-filling")).to_have_count(0)
    page.click("[data-full]")
    page.go_back()
    expect(page.locator(".is-filling")).to_have_count(0)
    assert page.url == address
    page.click("[data-full]")
    page.click("[data-full]")
    expect(page.locator(".is-filling")).to_have_count(0)
    assert not behind.evaluate("one => Boolean(one.closest('[inert]'))")
    wait_until_plays(page)


def test_a_page_that_is_filled_again_before_it_has_gone_back_stays_filled(phone: BrowserContext) -> None:
    phone.add_init_script(IPHONE)
    page = bought_film(phone)
    address = page.url
    page.click("[data-full]")
    page.wait_for_function(FILLS)
    page.evaluate(AT_ONCE)
    page.wait_for_function("() => history.state?.filling")
    page.wait_for_function(FILLS)
    page.go_back()
    expect(page.locator(".is-filling")).to_have_count(0)
    assert page.url == address


@pytest.mark.parametrize("viewport", [PHONE, DESK])
def test_a_film_without_a_name_goes_to_an_iphones_own_screen(desk: BrowserContext, viewport: Any) -> None:
    desk.add_init_script(IPHONE)
    page = desk.new_page()
    page.set_viewport_size(viewport)
    page.goto(f"/lessons/{Places(desk.request).lesson('video', free=True)}")
    page.click("[data-full]")
    assert page.evaluate("window.bare")
    assert not page.locator(".is-filling").count()


def test_a_class_fills_an_iphones_page_with_its_name_too(phone: BrowserContext) -> None:
    phone.add_init_script(IPHONE)
    log_in(phone, PHONES["learner"])
    places, page = Places(phone.request), phone.new_page()
    page.goto(places.first(f"/lessons/{places.live_lesson}", r"/live/\d+"))
    stage = page.locator("[data-live-player]")
    # Its bar is there while a picture is: nobody teaches in this school just now.
    stage.evaluate("one => { one.dataset.state = 'playing'; one.querySelector('[data-media]').hidden = false; }")
    page.locator("[data-live-player] [data-full]").dispatch_event("click")
    expect(stage).to_have_class("live-stage is-filling")
    box = stage.bounding_box()
    assert box
    assert [box["x"], box["y"], box["width"], box["height"]] == [0, 0, PHONE["width"], PHONE["height"]]
    expect(stage.locator(".player-name")).to_contain_text(WHOSE)
    assert not page.evaluate("Boolean(window.bare)")
    assert media(page, "disablePictureInPicture")
    page.keyboard.press("Escape")
    expect(stage).to_have_class("live-stage")
