"""S-2 from outside: try, meet the wall, buy, go on at the same second, and on another device too."""

import re
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.looking import look_here
from tests.browser.pages import Places
from tests.browser.product import Product
from tests.browser.steps import (
    DESK,
    buy_here,
    log_in_by_code,
    media,
    new_device,
    play,
    somebody_new,
    starts_at,
    wait_until_kept,
    wait_until_plays,
)
from tests.browser.visitors import PHONES, Visitors, log_in

# A player stops a moment after it is told to: its links are right from then on.
LEADS_BACK_HERE = """lesson => {
  const media = document.querySelector("[data-media]");
  const link = new URL(document.querySelector(".buybar [data-resume-link]").href);
  return media.paused && link.searchParams.get("next") === `${lesson}?t=${media.currentTime.toFixed(1)}`;
}"""


def paid_video(context: BrowserContext) -> tuple[dict[str, Any], dict[str, Any]]:
    for course in Places(context.request).courses:
        for chapter in course["chapters"]:
            for lesson in chapter["lessons"]:
                if course["quote"]["total_fen"] and lesson["kind"] == "video" and lesson["preview_seconds"]:
                    return course, lesson
    raise AssertionError("no paid video lesson with a preview")


def run_into_the_wall(page: Page) -> float:
    play(page)
    page.select_option("[data-speed]", "3")  # at once it would be there before a slow machine has seen it play
    page.wait_for_selector("[data-wall]:not([hidden])", timeout=60_000)
    return float(media(page, "currentTime"))


def test_a_link_from_elsewhere_opens_nothing_until_play_is_pressed(visitors: Visitors) -> None:
    page = visitors.new_page("learner")
    places = Places(page.context.request)
    owned = {one["product"] for one in places.ask("/me/entitlements")["items"]}
    lesson = next(
        lesson
        for course in places.courses
        for chapter in course["chapters"]
        for lesson in chapter["lessons"]
        if course["slug"] in owned and course["quote"]["list_fen"] and lesson["kind"] in {"video", "audio"}
    )
    asked: list[str] = []
    page.on(
        "request",
        lambda request: asked.append(request.url) if request.url.partition("?")[0].endswith("/ticket") else None,
    )
    for tail in ("?t=1", "?t=0", ""):
        page.goto(f"/lessons/{lesson['id']}{tail}", referer="https://mp.weixin.qq.com/s/abc")
        page.wait_for_timeout(800)
        assert asked == []
    play(page)
    assert len(asked) == 1
    page.close()


def test_a_preview_says_how_long_it_is_and_who_buys_halfway_comes_back_there(phone: BrowserContext) -> None:
    _course, lesson = paid_video(phone)
    page = phone.new_page()
    page.goto(f"/lessons/{lesson['id']}")
    expect(page.locator(".player-taste")).to_have_text(f"免费试看 {lesson['preview_seconds']} 秒")
    expect(page.locator(".player-taste")).to_be_visible()
    play(page)
    expect(page.locator(".player-taste")).to_be_hidden()
    wait_until_plays(page, 1.5)
    page.click("[data-play]")
    page.wait_for_function(LEADS_BACK_HERE, arg=f"/lessons/{lesson['id']}")


def test_from_preview_to_paid_and_on_at_the_same_second(phone: BrowserContext, desk: BrowserContext) -> None:
    course, lesson = paid_video(phone)
    page = phone.new_page()
    page.goto(f"/courses/{course['slug']}")
    page.click(f"a[href='/lessons/{lesson['id']}'].taste")
    wall_at = run_into_the_wall(page)
    assert abs(wall_at - lesson["preview_seconds"]) < 1
    expect(page.locator("[data-wall]")).to_contain_text("99")

    page.click("[data-wall] .btn-primary")
    log_in_by_code(page, somebody_new())
    buy_here(page)
    page.click("text=从刚才的地方继续学")

    page.wait_for_selector("[data-player][data-state=ready]")
    assert starts_at(page) >= wall_at - 0.5
    play(page)
    wait_until_plays(page, wall_at + 2)
    assert media(page, "duration") > wall_at + 10
    assert not page.locator("[data-wall]").count()
    page.click("[data-play]")
    stopped = wait_until_kept(page)

    # The login alone goes along: a second code would be sent only after a minute.
    desk.add_cookies([one for one in phone.cookies() if one["name"] == "zhiyu_session"])  # type: ignore[misc]
    other = desk.new_page()
    other.goto(f"/lessons/{lesson['id']}")
    assert abs(starts_at(other) - stopped) < 1
    other.click("[data-play]")
    expect(other.locator("[data-resumed]")).to_be_visible()
    wait_until_plays(other, stopped)


def test_the_player_obeys_keys_and_remembers_the_speed(desk: BrowserContext) -> None:
    _course, lesson = paid_video(desk)
    page = desk.new_page()
    page.goto(f"/lessons/{lesson['id']}")
    play(page)

    page.keyboard.press(" ")
    assert media(page, "paused")
    at = media(page, "currentTime")
    page.keyboard.press("ArrowRight")
    assert abs(media(page, "currentTime") - at - 5) < 0.5
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("m")
    assert media(page, "muted")
    page.keyboard.press(">")
    assert media(page, "playbackRate") == 1.25
    page.keyboard.press("f")
    expect(page.locator(":fullscreen")).to_have_count(1)
    page.keyboard.press("f")
    expect(page.locator(":fullscreen")).to_have_count(0)

    page.reload()
    page.wait_for_selector("[data-player][data-state=ready]")
    assert media(page, "playbackRate") == 1.25


def test_beyond_the_preview_there_is_the_wall_and_a_way_back(desk: BrowserContext) -> None:
    _course, lesson = paid_video(desk)
    page = desk.new_page()
    page.goto(f"/lessons/{lesson['id']}")
    page.wait_for_selector("[data-player][data-state=ready]")
    page.locator("[data-scrub]").fill(str(lesson["preview_seconds"] + 5))
    page.locator("[data-scrub]").dispatch_event("change")

    expect(page.locator("[data-wall]")).to_be_visible()
    assert f"t%3D{lesson['preview_seconds']}" in (page.get_attribute("[data-wall] .btn-primary", "href") or "")
    page.click("[data-rewatch]")
    wait_until_plays(page, below=5)


def test_an_expired_ticket_is_renewed_without_the_learner_noticing(desk: BrowserContext) -> None:
    """A segment answers 410 once, as all do when a ticket has run out."""
    _course, lesson = paid_video(desk)
    page = desk.new_page()
    gone: list[str] = []
    tickets: list[str] = []

    def refuse_once(route: Route) -> None:
        if gone:
            route.continue_()
        else:
            gone.append(route.request.url)
            route.fulfill(status=410, body="")

    page.on(
        "request", lambda asked: tickets.append(asked.url) if asked.url.partition("?")[0].endswith("/ticket") else None
    )
    page.route(re.compile(r"/media/hls/.*\.ts$"), refuse_once)
    page.goto(f"/lessons/{lesson['id']}?t=9.0")
    play(page)
    wait_until_plays(page, 9)
    assert media(page, "played.start(0)") > 8, "and not from the film's beginning to there"
    assert len(gone) == 1
    assert len(tickets) == 2


def test_tickets_refused_again_and_again_are_said_with_a_button_to_try_once_more(desk: BrowserContext) -> None:
    _course, lesson = paid_video(desk)
    page = desk.new_page()
    tickets: list[str] = []
    page.on(
        "request", lambda asked: tickets.append(asked.url) if asked.url.partition("?")[0].endswith("/ticket") else None
    )
    segments = re.compile(r"/media/hls/.*\.ts$")
    page.route(segments, lambda route: route.fulfill(status=410, body=""))
    page.goto(f"/lessons/{lesson['id']}")

    expect(page.locator("[data-problem]")).to_be_visible()
    page.wait_for_timeout(1500)
    assert len(tickets) <= 4

    page.unroute(segments)
    page.click("[data-retry]")
    expect(page.locator("[data-problem]")).to_be_hidden()
    wait_until_plays(page)


def test_reading_that_was_told_to_wait_goes_on_afterwards(phone: BrowserContext) -> None:
    course = Places(phone.request).free_course
    article = next(x["id"] for c in course["chapters"] for x in c["lessons"] if x["kind"] == "article")
    page = phone.new_page()
    page.goto(f"/courses/{course['slug']}")
    page.click(".buybar .btn-primary")
    log_in_by_code(page, somebody_new())
    page.click(".buybar .btn-primary")
    page.wait_for_url("**/lessons/*")
    mark = page.locator("[data-completed].badge")
    told: list[tuple[int, bool]] = []

    def wait_first(route: Route) -> None:
        told.append((200 if told else 429, mark.is_hidden()))
        if len(told) == 1:
            route.fulfill(status=429, headers={"Retry-After": "1"}, body="{}")
        else:
            route.fulfill(status=200, body='{"completed_at": "2026-01-01T00:00:00Z"}')

    page.route("**/api/v1/lessons/*/progress", wait_first)
    page.goto(f"/lessons/{article}")
    expect(mark).to_be_visible()
    assert told == [(429, True), (200, True)]


def test_reading_settings_stay_and_the_end_completes_the_article(phone: BrowserContext) -> None:
    places = Places(phone.request)
    course = places.free_course
    page = phone.new_page()
    page.goto(f"/courses/{course['slug']}")
    page.click(".buybar .btn-primary")
    log_in_by_code(page, somebody_new())
    page.click(".buybar .btn-primary")
    page.wait_for_url("**/lessons/*")
    article = next(x for c in course["chapters"] for x in c["lessons"] if x["kind"] == "article")
    page.goto(f"/lessons/{article['id']}")
    page.click("[data-reading=face][data-value=serif]")
    page.click("[data-reading=size][data-value=up]")
    expect(page.locator("[data-completed].badge")).to_be_hidden()
    page.locator(".beside").scroll_into_view_if_needed()
    expect(page.locator("[data-completed].badge")).to_be_visible()

    page.reload()
    expect(page.locator("[data-completed].badge")).to_be_visible()
    assert page.get_attribute("[data-reader]", "data-face") == "serif"
    assert page.get_attribute("[data-reader]", "data-size") == "l"


WHOLE = """async (address) => {
  const token = document.querySelector("[data-player] [name=csrfmiddlewaretoken]").value;
  const headers = { "X-CSRFToken": token, "Content-Type": "application/json" };
  const ticket = await (await fetch(address, { method: "POST", headers, body: "{}" })).json();
  const master = await (await fetch(ticket.playlist_url)).text();
  const pictures = await fetch(ticket.playlist_url.replace("index.m3u8", "thumbs.json"));
  return master.includes("360p/index.m3u8") && !master.includes("copied/") && pictures.ok;
}"""


def wait_for_the_ladder(page: Page, lesson_id: int) -> None:
    """It is made in the background: by now, or soon."""
    for _ in range(90):
        if page.evaluate(WHOLE, f"/api/v1/lessons/{lesson_id}/ticket"):
            return
        page.wait_for_timeout(1000)
    raise AssertionError("no ladder came")


def test_what_is_chosen_is_played_and_the_bar_says_what_is_where(desk: BrowserContext) -> None:
    log_in(desk, PHONES["owner"])  # who sees all of it: a slow machine would come to a preview's end
    page, lesson = desk.new_page(), Places(desk.request).subtitled
    page.goto(f"/lessons/{lesson}")
    wait_for_the_ladder(page, lesson)
    page.goto(f"/lessons/{lesson}")
    play(page)

    page.click("[data-settings]")
    for words in ("360p", "720p"):
        page.locator("[data-quality-options] label", has_text=words).last.click()
        side = int(words.removesuffix("p"))
        page.wait_for_function("side => document.querySelector('video').videoHeight === side", arg=side)
    page.locator(".player-chip", has_text="特大").click()
    page.keyboard.press("Escape")
    expect(page.locator("[data-panel]")).to_be_hidden()
    expect(page.locator("[data-captions]")).not_to_be_empty()

    page.locator("[data-scrub]").hover(position={"x": 60, "y": 10})
    expect(page.locator("[data-peek-picture]")).to_be_visible()
    page.fill("[data-transcript-find]", "吊灯")
    page.locator("[data-transcript-list] button").first.click()
    assert media(page, "currentTime") > 5
    page.click("[data-play]")

    page.click("[data-settings]")
    page.locator("[data-sound-only]").check()
    page.wait_for_function("() => document.querySelector('video').videoHeight === 0")
    page.click("[data-panel-close]")
    at = media(page, "currentTime")
    page.click("[data-play]")
    wait_until_plays(page, at + 1)
    page.click("[data-sound-back]")
    page.wait_for_function("() => document.querySelector('video').videoHeight > 0")
    page.close()


def test_sound_alone_can_be_chosen_before_anything_plays(desk: BrowserContext) -> None:
    log_in(desk, PHONES["owner"])  # a preview would be opened with the page
    page, lesson = desk.new_page(), Places(desk.request).subtitled
    page.goto(f"/lessons/{lesson}")
    wait_for_the_ladder(page, lesson)
    page.goto(f"/lessons/{lesson}")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.click("[data-settings]")
    page.locator("[data-sound-only]").check()
    page.click("[data-panel-close]")
    expect(page.locator("[data-sound-back]")).to_be_visible()
    assert not [one for one in asked if "/ticket" in one], "nothing was opened by choosing"
    play(page)
    assert media(page, "videoHeight") == 0
    sent = ["/".join(urlsplit(one).path.split("/")[-2:]) for one in asked if "/media/hls/" in one]
    assert {one.partition("/")[0] for one in sent if one.endswith(".ts")} == {"audio"}, sent
    page.click("[data-sound-back]")
    page.wait_for_function("() => document.querySelector('video').videoHeight > 0")
    page.close()


def test_another_device_makes_way_and_a_name_stays_over_what_was_bought(
    chromium: Browser, product: Product, visitors: Visitors, one_player: None
) -> None:
    del one_player
    first = visitors.new_page("learner")
    places = Places(first.context.request)
    owned = {one["product"] for one in places.ask("/me/entitlements")["items"]}
    bought = [course for course in places.courses if course["slug"] in owned and course["quote"]["list_fen"]]
    lessons = [one for course in bought for chapter in course["chapters"] for one in chapter["lessons"]]
    lesson = next(one for one in lessons if one["kind"] == "video" and not one["free"])
    first.goto(f"/lessons/{lesson['id']}")
    play(first)
    first.evaluate("document.querySelector('.player-name').remove()")
    expect(first.locator(".player-name")).to_contain_text("138****0008")

    with new_device(chromium, product, DESK) as second:
        log_in(second, PHONES["learner"])
        page = second.new_page()
        page.goto(f"/lessons/{lesson['id']}")
        page.click("[data-play]")
        expect(page.locator("[data-elsewhere]")).to_contain_text("正在另一台设备上播放")
        look_here(page)
        page.click("[data-here]")
        wait_until_plays(page)
        first.evaluate("document.querySelector('[data-media]').dispatchEvent(new Event('playing'))")
        expect(first.locator("[data-elsewhere]")).to_be_visible()
        assert media(first, "paused")
    first.click("[data-here]")
    wait_until_plays(first)
    first.close()
