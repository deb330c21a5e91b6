"""A learning record as it is printed, or saved as a PDF: one sheet, and nothing of the page around it."""

import pypdfium2
from playwright.sync_api import expect

from tests.browser.visitors import Visitors


def test_a_record_is_printed_by_its_button_on_one_sheet(visitors: Visitors) -> None:
    number = visitors.places("learner").record
    page = visitors.new_page("learner")
    page.add_init_script("window.print = () => (window.printed = (window.printed ?? 0) + 1)")
    page.goto(f"/records/{number}/paper")
    page.get_by_role("button", name="打印或存成 PDF").click()
    assert page.evaluate("window.printed") == 1

    sheet = pypdfium2.PdfDocument(page.pdf(format="A4"))
    (only,) = list(sheet)
    words = only.get_textpage().get_text_bounded()
    assert (number in words, "打印或存成" in words, "投诉" in words) == (True, False, False)
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="打印或存成 PDF")).to_be_hidden()
    page.close()
