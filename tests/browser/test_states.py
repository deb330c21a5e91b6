"""Pages that only misfortune leads to, and what opens over a page."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import check_page, look_here
from tests.browser.pages import Places
from tests.browser.states import run, states_of
from tests.browser.visitors import Visitors

STATES = {
    "order expired": ("regular", "/orders/{expired}/pay"),
    "order not refundable": ("regular", "/me/orders/{late}/refund"),
    "refund rejected": ("regular", "/me/orders/{rejected}"),
    "refund abnormal": ("regular", "/me/orders/{abnormal}"),
    "another amount paid": ("regular", "/me/orders/{odd}"),
    "refund rejected, studio": ("owner", "/studio/refunds/{rejected_refund}"),
    "refund abnormal, studio": ("owner", "/studio/refunds/{abnormal_refund}"),
    "order with an abnormal refund": ("owner", "/studio/orders/{abnormal}"),
    "stuck orders": ("owner", "/studio/orders/stuck"),
    "stuck refund": ("owner", "/studio/orders/stuck/refund/{abnormal_refund}"),
    "stuck payment": ("owner", "/studio/orders/stuck/payment/{stuck_payment}"),
    "stuck attempt": ("owner", "/studio/orders/stuck/attempt/{stuck_attempt}"),
    "bills": ("owner", "/studio/bills"),
    "bill": ("owner", "/studio/bills/{bill}"),
}


@pytest.mark.parametrize("name", STATES)
def test_page_of_what_went_wrong_is_readable_and_whole(visitors: Visitors, name: str) -> None:
    role, address = STATES[name]
    check_page(visitors.tab(role), address.format(**states_of(visitors.product)))


def test_the_health_page_is_readable_and_whole_with_everything_wrong(visitors: Visitors) -> None:
    states_of(visitors.product)
    run(visitors.product, "make_it_ill")
    page = visitors.new_page("owner")
    try:
        check_page(page, "/studio/health")
        for given_up in ("没能自己了结的订单", "OSError: 没有回应", "media.package", "坏了的一课.mp4"):
            expect(page.get_by_text(given_up).first).to_be_visible()
    finally:
        run(visitors.product, "make_it_well")
        page.close()


def test_the_sheet_for_sharing_is_readable_and_whole_while_open(anonymous: Page) -> None:
    anonymous.goto(f"/courses/{Places(anonymous.request).paid_course['slug']}")
    anonymous.click("[data-open=share-course]")
    expect(anonymous.get_by_role("dialog")).to_be_visible()
    look_here(anonymous)
    anonymous.get_by_role("dialog").get_by_role("button", name="关闭").click()
    expect(anonymous.get_by_role("dialog")).to_be_hidden()
