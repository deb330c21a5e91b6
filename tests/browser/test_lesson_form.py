"""The lesson editor's form follows the kind that is chosen, and fits a phone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.product import Product
from tests.browser.steps import first_lesson
from tests.browser.visitors import PHONES, log_in

ONE_LINE = "choices => choices.every((one) => one.querySelector('span').getClientRects().length === 1)"
ONE_ROW = """(bar) => {
  const shown = [...bar.children].filter((one) => one.offsetWidth);
  return shown.every((one) => Math.abs(one.offsetTop + one.offsetHeight / 2 - bar.clientHeight / 2) < 8);
}"""


@pytest.fixture(params=[(390, 844), (1440, 900)], ids=["phone", "desk"])
def editor(request: pytest.FixtureRequest, chromium: Browser, product: Product) -> Iterator[Page]:
    wide, high = request.param
    made = chromium.new_context(base_url=product.base, viewport={"width": wide, "height": high}, locale="zh-CN")
    made.set_default_timeout(60_000)
    log_in(made, PHONES["owner"])
    page = made.new_page()
    first_lesson(page, "一节一节放")
    page.wait_for_load_state()
    yield page
    made.close()


def test_what_is_asked_is_of_the_kind_that_is_chosen(editor: Page) -> None:
    media, counted, marks = editor.locator("#lesson-media"), editor.locator("[data-timed]"), editor.locator("#id_marks")
    for kind, choose, label in (
        ("视频", "选择视频", "试看秒数"),
        ("音频", "选择音频", "试看秒数"),
        ("文档", "选择 PDF", "试看几页"),
        ("电子书", "选择 EPUB", "试看几章"),
        ("套图", "", "试看几张"),
    ):
        editor.get_by_role("radio", name=kind, exact=True).check()
        expect(counted).to_contain_text(label, use_inner_text=True)
        expect(marks).to_be_visible(visible=kind in ("视频", "音频"))
        if choose:
            expect(media.locator(".picker-label")).to_have_text(choose, use_inner_text=True)
    editor.get_by_role("radio", name="互动课件", exact=True).check()
    expect(media.locator(".picker-label")).to_contain_text("ZIP", use_inner_text=True)
    expect(counted).to_be_hidden()


def test_kinds_stand_on_one_line_each_and_the_save_bar_on_one_row(editor: Page) -> None:
    assert editor.locator(".choice:has([name=kind])").evaluate_all(ONE_LINE)
    assert editor.locator(".savebar").evaluate(ONE_ROW)
    editor.get_by_label("标题", exact=True).fill("改过的标题")
    expect(editor.locator("[data-save-state]")).to_have_text("有改动，还没保存")
    assert editor.locator(".savebar").evaluate(ONE_ROW)


def test_scores_are_asked_of_courseware_alone_and_a_book_is_written_where_it_says_so(editor: Page) -> None:
    scored, text = editor.locator("input[name=rule][value=scored]"), editor.locator(".writing-head .field-label")
    expect(scored).to_be_hidden()
    expect(text).to_have_text("正文", use_inner_text=True)
    editor.get_by_role("radio", name="电子书", exact=True).check()
    expect(text).to_have_text("书的正文（选填）", use_inner_text=True)
    editor.get_by_role("radio", name="互动课件", exact=True).check()
    expect(scored).to_be_visible()
    expect(editor.get_by_role("radio", name="做完全部算完成")).to_be_checked()
    scored.check()
    editor.get_by_role("radio", name="视频", exact=True).check()
    expect(scored).to_be_hidden()
    expect(editor.get_by_role("radio", name="学到一定比例算完成")).to_be_checked()
    expect(text).to_have_text("文字讲义（选填）", use_inner_text=True)
