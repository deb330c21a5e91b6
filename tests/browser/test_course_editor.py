"""S-1 from outside: an outline pasted, a film uploaded and dropped off half-way, a price, a check, on sale."""

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from tests.browser.product import Product
from tests.browser.visitors import PHONES, log_in
from tests.command.running import Running
from tests.media import films

OUTLINE = "第一章 认识数据\n  为什么要看板\n  整理原始数据\n第二章 做出看板\n  选对图表"
SLOW = {"offline": False, "latency": 5, "downloadThroughput": -1, "uploadThroughput": 60_000}
READY = 180_000  # one worker makes ready what all tests of the run upload
FAST = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}


@pytest.fixture
def desk(chromium: Browser, product: Product) -> Iterator[Page]:
    made = chromium.new_context(base_url=product.base, viewport={"width": 1440, "height": 900}, locale="zh-CN")
    made.set_default_timeout(60_000)
    log_in(made, PHONES["owner"])
    yield made.new_page()
    made.close()


def new_course(page: Page, title: str) -> str:
    page.goto("/studio/courses/new")
    page.get_by_label("课程标题").fill(title)
    page.get_by_label("大纲").press_sequentially(OUTLINE, delay=2)
    expect(page.locator("#proposal")).to_contain_text("2 章 3 节")
    page.get_by_role("button", name="创建课程").click()
    page.wait_for_selector("#outline")
    page.wait_for_load_state()
    return page.url


def open_first_lesson(page: Page) -> None:
    page.locator(".lesson-link").first.click()
    page.wait_for_load_state()  # until its buttons do something


def shown(page: Page) -> list[list[str]]:
    return [chapter.locator(".lesson-name").all_inner_texts() for chapter in page.locator(".chapter").all()]


def kept(page: Page) -> Any:
    """Until the server has it: names in a row may look the same before and after, and a drag is shown at once."""
    return page.expect_response(lambda answer: answer.request.method == "POST")


def moved(page: Page, wanted: list[list[str]]) -> None:
    """The outline on the page, and after a reload the one in the database."""
    expect(page.locator(".lesson-name")).to_have_text([name for chapter in wanted for name in chapter])
    page.reload()
    assert shown(page) == wanted


def test_lessons_move_by_button_by_key_and_by_drag(desk: Page) -> None:
    new_course(desk, "移动课时")
    with kept(desk):
        desk.get_by_role("button", name="下移“为什么要看板”").click()
    moved(desk, [["整理原始数据", "为什么要看板"], ["选对图表"]])

    handle = desk.get_by_role("button", name=re.compile("移动“为什么要看板”"))
    handle.focus()
    with kept(desk):
        desk.keyboard.press("ArrowDown")
    moved(desk, [["整理原始数据"], ["为什么要看板", "选对图表"]])

    start = desk.get_by_role("button", name=re.compile("移动“整理原始数据”")).bounding_box()
    end = desk.locator(".lesson-row", has_text="选对图表").bounding_box()
    assert start
    assert end
    desk.mouse.move(start["x"] + 8, start["y"] + 8)
    desk.mouse.down()
    desk.mouse.move(end["x"] + 80, end["y"] + 8, steps=8)
    desk.mouse.move(end["x"] + 80, end["y"] + end["height"] - 4, steps=4)
    with kept(desk):
        desk.mouse.up()
    moved(desk, [[], ["为什么要看板", "选对图表", "整理原始数据"]])


def test_who_removes_a_lesson_by_key_goes_on_at_the_next_one(desk: Page) -> None:
    new_course(desk, "用键盘移走")
    desk.on("dialog", lambda asked: asked.accept())
    removers = desk.locator(".lessons form[action$='/remove'] button")
    following = removers.nth(1).get_attribute("aria-label") or ""
    removers.first.press("Enter")
    expect(removers).to_have_count(2)
    expect(desk.get_by_role("button", name=following)).to_be_focused()


def test_what_was_typed_outlives_a_closed_page(desk: Page) -> None:
    new_course(desk, "没保存的字")
    open_first_lesson(desk)
    desk.locator("#id_body").fill("写了一半")
    desk.locator("#id_body").press("End")
    desk.get_by_role("button", name="加粗").click()
    desk.keyboard.type("重点")
    expect(desk.locator("#body-preview strong")).to_have_text("重点")

    desk.reload()
    expect(desk.locator("#id_body")).to_have_value("")
    desk.get_by_role("button", name="恢复").click()
    expect(desk.locator("#id_body")).to_have_value("写了一半**重点**")

    desk.locator("[data-save]").click()
    expect(desk.locator("[data-save-state]")).to_have_text("已保存")
    expect(desk.locator("[data-recover]")).to_be_hidden()
    expect(desk.locator("#body-preview strong")).to_have_text("重点")


def test_an_upload_goes_on_after_a_reload_and_a_bad_file_is_named(desk: Page, tmp_path: Path) -> None:
    new_course(desk, "断点续传")
    open_first_lesson(desk)
    desk.get_by_role("radio", name="视频").check()
    media = desk.locator("#lesson-media")
    (tmp_path / "坏的.mp4").write_bytes(b"no film" * 500)
    media.locator("input[type=file]").set_input_files(tmp_path / "坏的.mp4")
    expect(media.locator("[data-state]")).to_contain_text("《坏的.mp4》打不开")
    expect(media.get_by_role("button", name="移走")).to_be_visible()

    line = desk.context.new_cdp_session(desk)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW)
    media.locator("input[type=file]").set_input_files(films.film(size="640x360"))
    expect(media.get_by_text(re.compile(r"正在上传 \d+%"))).to_be_visible()
    expect(media.get_by_text("《坏的.mp4》打不开")).to_have_count(0)
    media.get_by_role("button", name="暂停").click()
    expect(media.get_by_text(re.compile(r"已暂停 \d+%"))).to_be_visible()
    desk.reload()
    line.send("Network.emulateNetworkConditions", FAST)

    expect(media.locator(".state-ok")).to_have_text("可以播放", timeout=READY)
    expect(desk.get_by_role("radio", name="视频")).to_be_checked()


@contextmanager
def worker_asleep(product: Product) -> Iterator[None]:
    """Packaging stands still, so that what a page shows meanwhile can be looked at."""
    worker = Running(home=product.home).part("parts worker")
    os.kill(worker, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(worker, signal.SIGCONT)


def test_a_film_becomes_ready_before_ones_eyes_in_the_editor_and_the_outline(desk: Page, product: Product) -> None:
    address = new_course(desk, "看着它处理完")
    open_first_lesson(desk)
    desk.get_by_role("radio", name="视频").check()
    media, outline = desk.locator("#lesson-media"), desk.context.new_page()
    with worker_asleep(product):
        media.locator("input[type=file]").set_input_files(films.film(size="640x360"))
        expect(media.get_by_role("status")).to_contain_text("正在处理")
        outline.goto(address)
        expect(outline.locator(".lesson-row").first).to_contain_text("处理中")
        for page in (desk, outline):
            page.evaluate("window.neverReloaded = true")

    expect(media.locator(".state-ok")).to_have_text("可以播放", timeout=READY)
    expect(desk.frame_locator(".look iframe").locator("video")).to_be_attached()
    expect(outline.locator(".lesson-row").first).not_to_contain_text("处理中")
    for page in (desk, outline):
        assert page.evaluate("window.neverReloaded") is True


DROP = """
([name, type]) => {
  const given = new DataTransfer();
  given.items.add(new File(["no film at all"], name, { type }));
  const event = new DragEvent("drop", { dataTransfer: given, bubbles: true });
  document.querySelector("[data-many] .picker-drop").dispatchEvent(event);
}
"""


def test_a_dropped_file_that_is_no_film_leaves_no_empty_lesson(desk: Page) -> None:
    new_course(desk, "拖进来的文件")
    many, rows = desk.locator("[data-many]"), desk.locator(".lesson-row")
    expect(rows).to_have_count(3)
    desk.evaluate(DROP, ["照片.png", "image/png"])
    expect(many.get_by_text("这里放不了这种文件")).to_be_visible()
    desk.evaluate(DROP, ["坏的.mp4", "video/mp4"])
    expect(many.get_by_text("《坏的.mp4》打不开")).to_be_visible()

    expect(rows).to_have_count(3)
    expect(desk.get_by_text("坏的", exact=True)).to_have_count(0)
    desk.reload()
    expect(rows).to_have_count(3)


def write_every_lesson(page: Page, address: str) -> None:
    for _ in range(3):
        page.locator(".lesson-row", has_text="待写正文").first.locator(".lesson-link").click()
        page.locator("#id_body").fill("这节课讲**重点**。")
        page.locator("[data-save]").click()
        expect(page.locator(".toast-success")).to_be_visible()
        page.goto(address)


def test_who_leaves_a_price_that_was_typed_is_asked_first(desk: Page) -> None:
    address = new_course(desk, "改到一半的价格")
    desk.goto(f"{address}/price")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    desk.on("dialog", stay)
    desk.get_by_label("价格（元）").fill("12")
    with desk.expect_event("dialog"):
        desk.get_by_role("link", name="介绍", exact=True).click()
    expect(desk.get_by_label("价格（元）")).to_have_value("12")
    assert asked == ["beforeunload"]
    desk.get_by_role("button", name="保存").click()
    expect(desk.locator(".toast-success")).to_be_visible()
    desk.get_by_role("link", name="介绍", exact=True).click()
    expect(desk.get_by_label("标题", exact=True)).to_be_visible()
    assert asked == ["beforeunload"]


def test_a_course_is_made_priced_checked_and_put_on_sale(desk: Page) -> None:
    address = new_course(desk, "看板思维：浏览器里做的课")
    write_every_lesson(desk, address)
    desk.goto(f"{address}/price")
    desk.get_by_label("价格（元）").fill("一百")
    desk.get_by_role("button", name="保存").click()
    expect(desk.locator(".field-error")).to_contain_text("请填写金额")
    expect(desk.get_by_label("价格（元）")).to_have_value("一百")
    desk.get_by_label("价格（元）").fill("0.01")
    desk.get_by_label("多少天内可退").fill("14")
    expect(desk.locator("#refund-rule")).to_contain_text("14 天内")
    desk.get_by_role("button", name="保存").click()
    expect(desk.locator(".toast-success")).to_be_visible()

    desk.goto(f"{address}/publish")
    desk.locator(".publish-form button").click()
    expect(desk.locator(".share-kit")).to_be_visible()
    with desk.expect_download() as download:
        desk.get_by_role("link", name="下载二维码 PNG").click()
    assert download.value.suggested_filename.endswith(".png")
    public = re.search(r"/courses/\S+", desk.locator(".share-link").inner_text())
    assert public
    desk.goto(public[0])
    expect(desk.get_by_role("heading", level=1)).to_contain_text("看板思维")
    expect(desk.locator("main")).to_contain_text("0.01")

    desk.goto(f"{address}/publish")
    desk.on("dialog", lambda dialog: dialog.accept())
    desk.get_by_role("button", name="下架").click()
    expect(desk.locator(".share-kit")).to_be_hidden()
