"""A learner's new work: what was refused costs no picture that was chosen."""

import re

from playwright.sync_api import BrowserContext, expect

from tests.browser.slow import held
from tests.browser.visitors import PHONES, log_in
from tests.media import films


def test_pictures_stay_chosen_when_the_form_is_refused(phone: BrowserContext) -> None:
    log_in(phone, PHONES["learner"])
    page = phone.new_page()
    pictures = [films.picture(width=300 + n, height=200) for n in range(3)]
    page.goto("/me/works/new")
    page.locator("#id_pictures").set_input_files(pictures)
    page.get_by_label("这门课的同学").check()
    bodies: list[int] = []
    page.on("request", lambda one: bodies.append(len(one.post_data_buffer or b"")) if one.method == "POST" else None)

    page.get_by_role("button", name="放上来").click()
    expect(page.locator("#id_course_error")).to_contain_text("要先选是哪门课的作品")
    expect(page.locator("#id_title_error")).to_contain_text("请给作品起个名字")
    expect(page.locator("#id_pictures_error")).to_have_count(0)
    assert max(bodies) < min(place.stat().st_size for place in pictures) + 3_000
    assert page.locator("#id_pictures").evaluate("input => input.files.length") == 3
    expect(page.locator("[data-file-name]")).to_contain_text(pictures[0].name)

    with held(page, "**/me/works/new"):
        with page.expect_request("**/me/works/new"):
            page.get_by_role("button", name="放上来").click()
        page.get_by_role("textbox", name="名字").fill("三张一起")
    expect(page.locator("main form[aria-busy]")).to_have_count(0)
    expect(page.locator("#id_course_error")).to_be_visible()
    expect(page.get_by_role("textbox", name="名字")).to_have_value("三张一起")
    page.get_by_label("只有我").check()
    page.get_by_role("button", name="放上来").click()
    page.wait_for_url(re.compile(r"/me/works/(?!new)"))
    expect(page.get_by_role("heading", name="三张一起")).to_be_visible()
    expect(page.locator("main img")).to_have_count(3)
