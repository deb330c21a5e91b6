"""One account on several devices, in a real browser: one was removed, one plays elsewhere, one is too many."""

from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.product import Product
from tests.browser.states import run
from tests.browser.steps import PHONE, media, new_device, play, wait_until_plays
from tests.browser.visitors import PHONES, Visitors, log_in

PUT = """async ([path, body]) => {
  const csrf = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const headers = { "Content-Type": "application/json", "X-CSRFToken": csrf };
  return (await fetch(path, { method: "PUT", headers, body: JSON.stringify(body) })).json();
}"""
DONE = "学完"


def owned_video(visitors: Visitors) -> tuple[str, dict[str, Any]]:
    """A long one that she bought."""
    places = visitors.places("learner")
    owned = {one["product"] for one in places.ask("/me/entitlements")["items"]}
    return next(
        (course["slug"], lesson)
        for course in places.courses
        for chapter in course["chapters"]
        for lesson in chapter["lessons"]
        if course["slug"] in owned and course["quote"]["list_fen"] and lesson["kind"] == "video" and not lesson["free"]
    )


def test_a_phone_that_was_removed_says_so_and_leads_back_to_the_second(
    visitors: Visitors, chromium: Browser, product: Product
) -> None:
    course, lesson = owned_video(visitors)
    phone = new_device(chromium, product, PHONE)
    log_in(phone, PHONES["learner"])
    page = phone.new_page()
    page.goto(f"/lessons/{lesson['id']}")
    page.evaluate(PUT, [f"/api/v1/lessons/{lesson['id']}/progress", {"position": 9, "ranges": [[0, 9]]}])
    page.goto(f"/lessons/{lesson['id']}?t=9")
    play(page)
    mine = page.evaluate("fetch('/api/v1/me/devices').then((answer) => answer.json())")
    own = next(one for one in mine["items"] if one["current"])
    keeper = visitors.new_page("learner")
    keeper.goto("/me/devices")
    keeper.evaluate(
        """(id) => fetch(`/api/v1/me/devices/${id}`, { method: "DELETE",
             headers: { "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value } })""",
        own["id"],
    )
    keeper.close()
    notice = page.locator(".parted")
    expect(notice).to_contain_text("这台设备被移走了", timeout=60_000)
    for address in (page.url, f"/lessons/{lesson['id']}", f"/courses/{course}"):
        page.goto(address)
        expect(notice).to_be_in_viewport()
        first = page.locator("main .btn-primary").first
        expect(first).to_have_text("重新登录")
    page.goto(f"/lessons/{lesson['id']}?t=9")
    first = page.locator(".parted .btn-primary")
    assert f"next=/lessons/{lesson['id']}%3Ft%3D9" in str(first.get_attribute("href"))
    page.get_by_role("button", name="知道了").click()
    expect(notice).to_have_count(0)
    phone.close()


def test_on_here_begins_where_the_other_device_was(desk: BrowserContext, product: Product) -> None:
    """In a lesson of this test alone: whoever else played it now would have left another place."""
    lesson = run(product, "make_a_lesson_to_lose")["video"]
    path = f"/api/v1/lessons/{lesson}/progress"
    log_in(desk, PHONES["regular"])
    page = desk.new_page()
    page.goto(f"/lessons/{lesson}")
    page.evaluate(PUT, [path, {"position": 2, "ranges": [[0, 2]]}])
    page.goto(f"/lessons/{lesson}", referer="https://elsewhere.example/")

    def taken(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json={**answer.json(), "elsewhere": "iPhone"})

    page.route("**/ticket*", taken, times=1)
    page.click("[data-play-big]")
    expect(page.locator("[data-elsewhere]")).to_be_visible()
    page.evaluate(PUT, [path, {"position": 14, "ranges": [[2, 14]]}])
    page.click("[data-here]")
    wait_until_plays(page)
    assert media(page, "currentTime") > 13


def test_a_document_that_finds_no_place_says_how_many_must_go_and_leaves_no_empty_page(visitors: Visitors) -> None:
    page = visitors.new_page("learner")
    device = {"id": 1, "name": "旧手机", "last_at": "2026-11-29T10:00:00Z"}
    full = {"code": "devices_full", "limit": 2, "remove": 3, "devices": [device] * 4}
    page.route("**/ticket", lambda route: route.fulfill(status=409, json=full))
    page.goto(f"/lessons/{visitors.places('learner').lesson('document')}")
    card = page.locator("[data-devices-full]")
    expect(card).to_contain_text("要移走 3 台")
    expect(page.locator("[data-document]")).to_be_hidden()
    page.route(
        "**/ticket", lambda route: route.fulfill(status=409, json={**full, "remove": 1, "devices": [device] * 2})
    )
    page.route("**/me/devices/1", lambda route: route.fulfill(status=204))
    card.get_by_role("button").first.click()
    expect(card).to_contain_text("移走一台不用的")
    page.unroute("**/ticket")
    card.get_by_role("button").first.click()
    expect(page.locator("[data-document]")).to_be_visible()
    expect(page.locator("[data-page='0'][data-shown]")).to_be_visible()
    page.close()


def test_the_list_of_the_course_follows_when_its_lesson_is_completed(visitors: Visitors) -> None:
    _course, lesson = owned_video(visitors)
    page = visitors.new_page("learner")
    page.goto(f"/lessons/{lesson['id']}")
    bar = page.locator("[data-studying]")
    before, total = numbers(page)

    def completed(route: Route) -> None:
        course = {"done": before + 1, "total": total, "percent": 50}
        answer = {"lesson": lesson["id"], "position": 1, "watched_seconds": 1, "reached": None, "course": course}
        route.fulfill(json={**answer, "completed_at": "2026-11-30T10:00:00Z"})

    page.route("**/progress", completed)
    play(page)
    expect(bar).to_contain_text(f"学完 {before + 1} / {total} 课")
    assert bar.locator("progress").evaluate("(bar) => bar.value") == 50
    expect(page.locator(".outline-row[aria-current=page] .row-done")).to_have_count(1)
    page.close()


def numbers(page: Page) -> tuple[int, int]:
    done, total = page.locator("[data-studying]").inner_text().split(DONE)[1].split("课")[0].split("/")
    return int(done), int(total)
