"""What is typed, chosen or pressed before a page's scripts or its ticket are there is taken up once they are."""

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import BrowserContext, Page, Request, Route, expect

from tests.browser.pages import Places
from tests.browser.slow import held
from tests.browser.steps import first_lesson
from tests.browser.visitors import PHONES, Visitors, log_in

SHOWN = "() => document.querySelector('[data-slide=\"0\"]').naturalWidth > 0"


@pytest.fixture
def owner(desk: BrowserContext) -> Page:
    log_in(desk, PHONES["owner"])
    return desk.new_page()


@pytest.fixture
def learner(visitors: Visitors) -> Iterator[Page]:
    page = visitors.new_page("learner")
    yield page
    page.close()


def test_a_lesson_that_was_begun_before_the_editor_came_is_no_saved_one(owner: Page) -> None:
    first_lesson(owner, "写在前头")
    address = owner.url
    with held(owner, "**/catalog/writing*.js"):
        owner.goto(address, wait_until="commit")
        owner.get_by_role("radio", name="文档", exact=True).check()
        owner.locator("#id_body").fill("先写的")
    expect(owner.locator("[data-save-state]")).to_have_text("有改动，还没保存")
    expect(owner.locator("#lesson-media .picker-label")).to_have_text("选择 PDF", use_inner_text=True)
    expect(owner.locator("#body-preview")).to_contain_text("先写的")
    owner.goto(address)
    owner.get_by_role("button", name="恢复").click()
    expect(owner.locator("#id_body")).to_have_value("先写的")


def test_a_price_that_was_typed_before_any_script_is_asked_after(owner: Page) -> None:
    first_lesson(owner, "先填的价格")
    owner.locator(".back-link").click()
    owner.wait_for_selector("#outline")
    address = f"{owner.url}/price"
    with held(owner, "**/ui/ui*.js"):
        owner.goto(address, wait_until="commit")
        owner.get_by_label("价格（元）").fill("12")
        owner.get_by_label("多少天内可退").fill("9")
    expect(owner.locator("#refund-rule")).to_contain_text("9 天内")
    owner.once("dialog", lambda asked: asked.dismiss())
    with owner.expect_event("dialog"):
        owner.get_by_role("link", name="介绍", exact=True).click()
    expect(owner.get_by_label("价格（元）")).to_have_value("12")


def test_what_is_sent_in_a_room_before_its_script_came_waits(owner: Page, visitors: Visitors) -> None:
    said, field = f"来早了 {uuid4().hex[:6]}", owner.get_by_label("以老师的身份说")
    with held(owner, "**/rooms/room*.js"):
        owner.goto(f"/studio/rooms/{visitors.places('owner').room}", wait_until="commit")
        field.fill(said)
        field.press("Enter")
    expect(owner.locator(".room-composer [type=submit]")).to_be_enabled()
    expect(field).to_have_value(said)
    field.press("Enter")
    expect(owner.locator(".room-line", has_text=said)).to_be_visible()
    assert "?" not in owner.url


def test_a_picture_that_was_enlarged_before_there_was_a_ticket_comes(learner: Page) -> None:
    with held(learner, "**/ticket"):
        learner.goto(f"/lessons/{Places(learner.request).lesson('photos')}")
        learner.locator("[data-photo='0']").dispatch_event("click")
        expect(learner.locator("[data-viewer]")).to_be_visible()
    learner.wait_for_function(SHOWN)


def test_words_that_were_sought_before_there_was_a_ticket_are_found(learner: Page) -> None:
    with held(learner, "**/ticket"):
        with learner.expect_request("**/ticket"):
            learner.goto(f"/lessons/{Places(learner.request).lesson('document')}")
        learner.locator("#document-find").fill("没有这样的词")
        learner.locator("#document-find").press("Enter")
    expect(learner.locator("[data-found] li")).to_have_count(1)


def test_a_nudge_before_there_was_a_ticket_does_not_lose_the_page_where_one_was(learner: Page) -> None:
    with held(learner, "**/ticket"):
        with learner.expect_request("**/ticket"):
            learner.goto(f"/lessons/{Places(learner.request).lesson('document')}")
        learner.locator("[data-document]").evaluate("one => (one.dataset.position = '2')")
        learner.evaluate("scrollBy(0, 20)")
    expect(learner.locator("[data-at]")).to_have_text("3")


def test_an_outline_that_was_pasted_before_any_script_is_proposed(owner: Page) -> None:
    with held(owner, "**/*.js"):
        owner.goto("/studio/courses/new", wait_until="commit")
        owner.get_by_label("大纲").fill("第一章\n  一\n  二")
    expect(owner.locator("#proposal")).to_contain_text("1 章 2 节")


def test_enter_before_the_hits_came_leads_to_all_of_them(owner: Page) -> None:
    """Not to the first of those for something else."""
    owner.goto("/studio/orders")
    owner.keyboard.press("Control+k")
    expect(owner.get_by_role("dialog").get_by_role("link", name="概览")).to_be_visible()

    def late(route: Route, request: Request) -> None:
        if request.headers.get("hx-request") is None:
            route.continue_()

    owner.route("**/studio/find?*", late)
    owner.keyboard.insert_text("订单")
    owner.keyboard.press("Enter")
    owner.wait_for_url(re.compile(r"/studio/find\?query="))
    expect(owner.locator("#find-query")).to_have_value("订单")
