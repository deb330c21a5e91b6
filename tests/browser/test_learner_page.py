"""What only a press shows: a learner's whole number, which the owner asked for."""

import re

from playwright.sync_api import BrowserContext, expect

from tests.browser.looking import look_here
from tests.browser.visitors import PHONES, log_in


def test_a_revealed_number_fits_the_page_and_its_reading_is_noted(desk: BrowserContext) -> None:
    log_in(desk, PHONES["owner"])
    page = desk.new_page()
    page.goto(f"/studio/learners?query={PHONES['learner']}")
    page.locator("main tbody a[href^='/studio/learners/']").first.click()
    expect(page.locator("main")).not_to_contain_text(PHONES["learner"])

    page.get_by_role("button", name="显示完整手机号").click()
    expect(page.locator("main")).to_contain_text(re.compile(r"138\s?0000\s?0008"))
    look_here(page)
