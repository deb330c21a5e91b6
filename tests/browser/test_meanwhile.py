"""What happens while one watches: the lesson is taken out, or one's own clock is hours wrong."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Response, expect

from tests.browser.looking import look_here
from tests.browser.pages import Places
from tests.browser.product import Product
from tests.browser.states import run
from tests.browser.steps import log_in_by_code, media, order_here, play, somebody_new, wait_until_plays
from tests.browser.visitors import PHONES, log_in
from tests.command.running import wait

REMOVED = "这节课已经从课程里移除"
SKEWED = """hours => {
  const Real = Date;
  const off = hours * 3600_000;
  globalThis.Date = class extends Real {
    constructor(...given) { given.length ? super(...given) : super(Real.now() + off); }
    static now() { return Real.now() + off; }
  };
}"""


def remove(owner: BrowserContext, course: dict[str, Any], lesson: int) -> None:
    """As the creator does it, in the outline."""
    page = owner.new_page()
    page.goto(f"/studio/courses/{course['course']}")
    page.on("dialog", lambda dialog: dialog.accept())
    row = page.locator(".lesson-row", has=page.locator(f"a[href='/studio/lessons/{lesson}']"))
    row.get_by_role("button", name=re.compile("^移除")).click()
    expect(row).to_have_count(0)
    page.close()


@pytest.fixture
def course(product: Product) -> dict[str, Any]:
    return dict(run(product, "make_a_lesson_to_lose"))


def test_a_film_taken_out_while_it_plays_says_so_and_leads_on(
    phone: BrowserContext, desk: BrowserContext, course: dict[str, Any]
) -> None:
    log_in(phone, PHONES["regular"])
    log_in(desk, PHONES["owner"])
    page = phone.new_page()
    page.goto(f"/lessons/{course['video']}")
    play(page)
    wait_until_plays(page, 1)
    remove(desk, course, course["video"])
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    # The pause tells the server how far one is, unless it was told, and the stage is gone, a moment ago by itself.
    page.locator("[data-media]").evaluate("film => film.pause()")

    note = page.locator("[data-gone]")
    expect(note).to_contain_text(REMOVED)
    page.wait_for_function("() => document.querySelector('[data-media]').paused")
    look_here(page)
    page.wait_for_timeout(1500)
    assert len([url for url in asked if url.partition("?")[0].endswith(("/ticket", "/progress"))]) <= 3
    note.get_by_role("link", name="学下一课").click()
    page.wait_for_url(f"**/lessons/{course['article']}")
    expect(page.locator("[data-reader]")).to_be_visible()

    assert page.goto(f"/lessons/{course['video']}").status == 404  # type: ignore[union-attr]
    expect(page.locator("main")).to_contain_text(REMOVED)
    look_here(page)
    page.get_by_role("link", name="返回课程").click()
    page.wait_for_url(f"**/courses/{course['slug']}")


def test_an_article_taken_out_while_it_is_read_stays_before_ones_eyes(
    phone: BrowserContext, desk: BrowserContext, course: dict[str, Any]
) -> None:
    log_in(phone, PHONES["regular"])
    log_in(desk, PHONES["owner"])
    page = phone.new_page()
    page.goto(f"/lessons/{course['article']}")
    remove(desk, course, course["article"])
    page.mouse.wheel(0, 900)

    expect(page.locator("[data-gone]")).to_contain_text(REMOVED)
    expect(page.locator("[data-gone]")).to_be_in_viewport()
    expect(page.locator(".prose")).to_be_visible()
    look_here(page)


@pytest.mark.parametrize("hours", [-3, 3])
def test_the_time_left_to_pay_is_the_servers(phone: BrowserContext, hours: int) -> None:
    page = phone.new_page()
    page.add_init_script(f"({SKEWED})({hours})")
    page.goto(f"/checkout/{Places(phone.request).paid_course['slug']}")
    log_in_by_code(page, somebody_new())
    order_here(page)
    expect(page.locator("[data-countdown]")).to_have_text(re.compile(r"^2[89]:\d\d$"))


def told(answer: Response) -> float:
    """Where the player said that it was."""
    return float((answer.request.post_data_json or {})["position"])


def until(page: Page, true: Callable[[], bool]) -> None:
    """The page's own events come only while it is waited for."""

    def is_so() -> bool:
        page.wait_for_timeout(50)
        return true()

    wait("what the page does", is_so, seconds=60)


@pytest.mark.parametrize("hours", [-6, 6])
def test_a_film_plays_and_goes_on_where_it_stopped_by_any_clock(
    phone: BrowserContext, course: dict[str, Any], hours: int
) -> None:
    log_in(phone, PHONES["regular"])
    page = phone.new_page()
    page.add_init_script(f"({SKEWED})({hours})")
    tickets: list[str] = []
    page.on(
        "request", lambda asked: tickets.append(asked.url) if asked.url.partition("?")[0].endswith("/ticket") else None
    )
    page.goto(f"/lessons/{course['video']}")
    play(page)
    wait_until_plays(page, 4)
    assert len(tickets) == 1
    kept: list[float] = []
    page.on("response", lambda one: kept.append(told(one)) if one.url.endswith("/progress") and one.ok else None)
    page.click("[data-play]")
    page.wait_for_function("() => document.querySelector('[data-media]').paused")
    stopped = float(media(page, "currentTime"))
    # What was on its way already tells of a moment before.
    until(page, lambda: any(abs(at - stopped) < 0.3 for at in kept))

    page.reload()
    begins = page.locator("[data-player]").get_attribute("data-position")
    assert abs(float(begins or 0) - stopped) < 1
    play(page)
    wait_until_plays(page, stopped)
    page.goto("/me/")
    expect(page).to_have_url(re.compile("/me/$"))


def test_an_order_page_is_not_left_open_for_ever(phone: BrowserContext) -> None:
    """When the half hour is over by the server, the page asks anew by itself."""
    page: Page = phone.new_page()
    page.goto(f"/checkout/{Places(phone.request).paid_course['slug']}")
    log_in_by_code(page, somebody_new())
    page.clock.install()
    order_here(page)
    expect(page.locator("[data-countdown]")).to_have_text(re.compile(r"^2[89]:\d\d$"))
    with page.expect_navigation():
        page.clock.fast_forward("31:00")
        page.clock.run_for(3_000)
