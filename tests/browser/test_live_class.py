"""A live class from its plan to its replay, by the forms and pages alone: a teacher, ffmpeg, and a learner's phone."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import imageio_ffmpeg
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.product import Product
from tests.browser.states import run
from tests.browser.steps import log_in_by_code, media, play, somebody_new, wait_until_plays
from tests.browser.visitors import PHONES, log_in
from tests.media import films
from zhiyu.kernel.clock import SHANGHAI, now

TITLE = "从头到尾的一场"
# Neither the next class of the school nor the last one, which other tests look for.
IN_BETWEEN = timedelta(days=5)


def planned(teacher: Page, chapter: int) -> str:
    """By the studio's form; the address of its page there."""
    teacher.goto("/studio/live/new")
    teacher.locator("[name=chapter]").select_option(str(chapter))
    teacher.locator("[name=title]").fill(TITLE)
    starts_at = (now() + IN_BETWEEN).astimezone(SHANGHAI)
    teacher.locator("[name=starts_at]").fill(starts_at.strftime("%Y-%m-%dT%H:%M"))
    teacher.locator("main form [type=submit]").last.click()
    teacher.wait_for_selector("#push-address")
    return teacher.url


@contextmanager
def pushed(server: str, key: str) -> Iterator[None]:
    """A teacher's programme that sends at the pace of the clock, over and over, until it is stopped."""
    film = films.film(seconds=20, keyframe_every=1)
    argv = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-nostdin", "-loglevel", "error"]
    argv += ["-re", "-stream_loop", "-1", "-i", str(film), "-c", "copy", "-f", "flv", f"{server}/{key}"]
    with subprocess.Popen(argv, stderr=subprocess.DEVNULL) as sending:  # noqa: S603 -- what the page shows
        try:
            yield
        finally:
            sending.kill()


def picture_moves(page: Page, seconds: float) -> None:
    page.wait_for_selector("[data-live-player][data-state=playing]")
    begun = media(page, "currentTime")
    wait_until_plays(page, begun + seconds)
    shown: Any = media(page, "videoWidth")
    assert shown == 320


def class_number(address: str) -> str:
    return address.rsplit("/", 1)[1].partition("?")[0]


def says_and_is_heard(learner: Page, host: Page) -> None:
    said = f"听得清 {uuid4().hex[:6]}"
    learner.get_by_label("说点什么").fill(said)
    learner.keyboard.press("Enter")
    expect(host.locator(".room-line", has_text=said)).to_be_visible()
    expect(host.locator("[data-signal=good]")).to_be_visible()


@pytest.fixture
def teacher(desk: BrowserContext) -> Page:
    log_in(desk, PHONES["owner"])
    return desk.new_page()


@pytest.fixture
def learner(phone: BrowserContext) -> tuple[Page, str]:
    """Somebody of whom no other test knows."""
    page, number = phone.new_page(), somebody_new()
    page.goto("/login")
    log_in_by_code(page, number)
    return page, number


def test_a_class_is_pushed_watched_chatted_in_ended_and_replayed(
    teacher: Page, learner: tuple[Page, str], product: Product
) -> None:
    page, number = learner
    chapter = run(product, "make_a_course_of", number)["chapter"]
    address = planned(teacher, chapter)
    room = class_number(address)
    server, key = (teacher.locator(f"#push-{one}").input_value() for one in ("address", "key"))
    page.goto(f"/rooms/{room}")
    expect(page.locator("[data-live-player]")).to_have_attribute("data-state", "planned")

    with pushed(server, key):
        expect(teacher.get_by_text("正在收到你的画面")).to_be_visible()
        expect(teacher.get_by_text("320 × 180")).to_be_visible()
        teacher.get_by_role("button", name="现在开播").click()
        expect(teacher.get_by_text("直播中").first).to_be_visible()
        picture_moves(page, 4)

        host = teacher.context.new_page()
        host.goto(f"/studio/rooms/{room}")
        says_and_is_heard(page, host)
        picture_moves(page, 4)
        host.close()

        teacher.goto(address)
        teacher.once("dialog", lambda asked: asked.accept())
        teacher.get_by_role("button", name="下课").click()
        expect(teacher.get_by_text("已结束").first).to_be_visible()

    # One worker makes ready what all tests of the run record and upload.
    expect(page.get_by_role("link", name="看回放")).to_be_visible(timeout=180_000)
    page.get_by_role("link", name="看回放").click()
    page.wait_for_url("**/lessons/*")
    play(page)
    assert (media(page, "videoWidth"), media(page, "duration") > 8) == (320, True)
    wait_until_plays(page, media(page, "currentTime") + 2)
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
