"""A film that is shown as if it were live, on two devices of one account: one of them plays, and it says which."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from playwright.sync_api import Browser, Page, expect

from tests.browser.looking import look_here
from tests.browser.product import Product
from tests.browser.states import run
from tests.browser.steps import DESK, new_device
from tests.browser.visitors import PHONES, Visitors, log_in
from tests.command.running import Running
from zhiyu.kernel.clock import SHANGHAI, now


@contextmanager
def shown(owner: Page, school: Running, lesson_id: int) -> Iterator[str]:
    """The address of its room, a moment after it began."""
    owner.goto("/studio/live/premiere")
    owner.locator("[name=lesson]").select_option(str(lesson_id))
    later = (now() + timedelta(hours=1)).astimezone(SHANGHAI)
    owner.locator("[name=starts_at]").fill(later.strftime("%Y-%m-%dT%H:%M"))
    owner.locator("main form [type=submit]").last.click()
    owner.wait_for_url("**/studio/live/*")
    class_id = int(owner.url.rsplit("/", 1)[1])
    moved = f"update live_liveclass set starts_at = now() - interval '20 s' where id = {class_id} returning id"  # noqa: S608
    school.sql(moved)
    yield f"/live/{class_id}"
    school.sql(moved.replace("20 s", "1 day"))


def state(page: Page, wanted: str) -> None:
    page.wait_for_selector(f"[data-live-player][data-state={wanted}]")


def test_a_second_device_says_who_watches_the_class_and_takes_the_place(
    chromium: Browser, product: Product, visitors: Visitors, one_player: None
) -> None:
    del one_player
    school = Running(home=product.home)
    # Neither the school's own film nor somebody who watches in other tests: they go on at the same time. And so long
    # a film that it is not over before a slow machine has come to the end of this.
    lesson = run(product, "make_a_held_lesson", 120, PHONES["giver"])["video"]
    phone = visitors.new_page("giver")
    with shown(visitors.new_page("owner"), school, lesson) as room:
        phone.goto(room)
        state(phone, "playing")
        with new_device(chromium, product, DESK) as second:
            log_in(second, PHONES["giver"])
            page = second.new_page()
            page.goto(room)
            state(page, "elsewhere")
            expect(page.get_by_text("在这里继续，那边会暂停")).to_be_visible()
            look_here(page)
            page.locator("[data-live-player] [data-here]").click()
            state(page, "playing")
            phone.reload()
            state(phone, "elsewhere")
            phone.locator("[data-live-player] [data-here]").click()
            state(phone, "playing")
            page.close()
        phone.close()
