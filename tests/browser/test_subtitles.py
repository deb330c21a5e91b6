"""Subtitles beside their film: a file dropped, lines moved, set, split and taken back, and nothing left unseen."""

from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect

from tests.browser.pages import Places
from tests.browser.product import Product
from tests.browser.steps import PHONE, media, wait_until_plays
from tests.browser.visitors import PHONES, log_in

SRT = "1\n00:00:01,000 --> 00:00:03,000\n光从窗边来\n\n2\n00:00:04,000 --> 00:00:06,000\n脸侧过去\n"
DROP = """(drop, [name, text]) => {
  const held = new DataTransfer();
  held.items.add(new File([text], name));
  drop.dispatchEvent(new DragEvent("drop", { dataTransfer: held, bubbles: true, cancelable: true }));
}"""
LINES = """() => [...document.querySelectorAll(".cue")].map((row) =>
  ["start", "end", "text"].map((name) => row.querySelector(`[data-${name}]`).value))"""
# What a finger does is heard a moment after it.
FIRST_STANDS = """([start, end]) => {
  const first = document.querySelector(".cue");
  return first.querySelector("[data-start]").value === start && first.querySelector("[data-end]").value === end;
}"""
DRAWN = """() => {
  const canvas = document.querySelector("[data-wave]");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return canvas.style.width && data.some((one) => one);
}"""
TWO_TONES = """() => {
  const canvas = document.querySelector("[data-wave]");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const tones = new Set();
  for (let at = 0; at < data.length; at += 4) if (data[at + 3] === 255) tones.add(data.slice(at, at + 3).join());
  return tones.size === 2;
}"""
# It lasts two seconds of the film, which plays on whatever the test is at.
FIRST_IS_SAID = """() => {
  const media = document.querySelector("[data-media]");
  const first = document.querySelector(".cue");
  const said = document.querySelector("[data-said]");
  const current = first.getAttribute("aria-current") === "true" && said.textContent === "光从窗边来";
  return !media.paused && media.currentTime > 1 && current;
}"""
# A strip in motion takes the next touch to be stopped.
REST = """() => {
  const strip = document.querySelector("[data-scroller]");
  window.atRest = new Promise((done) => strip.addEventListener("scrollend", done, { once: true }));
}"""
SEEK = """(scrub, to) => {
  scrub.value = String(to);
  scrub.dispatchEvent(new Event("change"));
}"""


@pytest.fixture
def editor(desk: BrowserContext) -> Page:
    """In a language of its own: the Chinese ones are watched by other tests."""
    log_in(desk, PHONES["owner"])
    page = desk.new_page()
    page.goto(f"/studio/lessons/{Places(desk.request).subtitled}/subtitles")
    page.select_option("[name=language]", "ja")
    place = page.locator("[data-file-drop]")
    place.evaluate(DROP, ["字幕.ass", SRT])
    expect(place).to_contain_text("这里放不了这种文件")
    place.evaluate(DROP, ["字幕.srt", SRT])
    expect(place.locator("[data-file-name]")).to_have_text("字幕.srt")
    page.get_by_role("button", name="上传").click()
    expect(page.locator(".cue")).to_have_count(2)
    return page


def lines(page: Page) -> Any:
    return page.evaluate(LINES)


def seek(page: Page, to: float) -> None:
    page.locator("[data-scrub]").evaluate(SEEK, to)
    page.wait_for_function("to => Math.abs(document.querySelector('[data-media]').currentTime - to) < 0.05", arg=to)


def pull(page: Page, what: str, by: float) -> None:
    box = page.locator(what).bounding_box()
    assert box
    at = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(*at)
    page.mouse.down()
    page.mouse.move(at[0] + by / 2, at[1], steps=3)
    page.mouse.move(at[0] + by, at[1], steps=3)
    page.mouse.up()


def swipe(page: Page, what: str, by: float) -> None:
    """By the browser's own touches, which Chromium itself turns into scrolling or pointer events."""
    box = page.locator(what).first.bounding_box()
    assert box
    x, y = min(box["x"] + box["width"] / 2, 300), box["y"] + box["height"] / 2
    hand = page.context.new_cdp_session(page)
    hand.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, 11):
        touches = [{"x": x + by * step / 10, "y": y}]
        hand.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": touches})
    hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    hand.detach()


def paused_in_the_first(page: Page) -> None:
    page.locator(".block-body").first.click()
    page.wait_for_function(FIRST_IS_SAID)
    page.click("[data-play]")


def save(page: Page) -> None:
    """To the page that answers, its script run: one may still see the answer to the save before."""
    with page.expect_navigation():
        page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator("#toasts")).to_contain_text("已保存")


def test_a_line_is_heard_and_dragged_and_taken_back(editor: Page) -> None:
    paused_in_the_first(editor)
    end = ".block.is-on [data-edge=end]"
    pull(editor, end, 80)
    assert lines(editor)[0] == ["0:01.0", "0:04.0", "光从窗边来"]
    editor.locator(end).focus()
    editor.keyboard.press("ArrowLeft")
    editor.keyboard.press("Shift+ArrowLeft")
    assert lines(editor)[0][1] == "0:02.9"
    pull(editor, ".block.is-on .block-body", 400)
    assert [line[:2] for line in lines(editor)] == [["0:04.0", "0:06.0"], ["0:06.0", "0:07.9"]], "it went behind"
    for _ in range(4):
        editor.click("[data-undo]")
    assert lines(editor) == [["0:01.0", "0:03.0", "光从窗边来"], ["0:04.0", "0:06.0", "脸侧过去"]]
    expect(editor.locator("[data-undo]")).to_be_disabled()
    editor.close()


def test_a_line_is_set_by_the_film_split_added_and_not_left_unsaved(editor: Page) -> None:
    paused_in_the_first(editor)
    for to, act in ((2.4, "end"), (1.2, "start"), (1.8, "split")):
        seek(editor, to)
        editor.locator(f".cue.is-on [data-act={act}]").click()
    assert [line[:2] for line in lines(editor)[:2]] == [["0:01.2", "0:01.8"], ["0:01.8", "0:02.4"]]
    assert "".join(line[2] for line in lines(editor)[:2]) == "光从窗边来"
    seek(editor, 8)
    editor.click("[data-add]")
    editor.keyboard.type("新的一句")
    assert lines(editor)[-1] == ["0:08.0", "0:10.0", "新的一句"]
    editor.locator(".cue.is-on [data-act=drop]").click()

    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    editor.once("dialog", stay)
    with editor.expect_event("dialog"):
        editor.locator(".back-link").click(no_wait_after=True)
    expect(editor.locator("[data-told]")).to_contain_text("已删掉")
    kept = lines(editor)
    assert (len(kept), asked) == (3, ["beforeunload"])
    editor.once("dialog", lambda dialog: dialog.accept())
    editor.reload()
    assert len(lines(editor)) == 2
    editor.get_by_role("button", name="恢复").click()
    assert lines(editor) == kept
    save(editor)
    assert lines(editor) == kept
    editor.locator(".back-link").click()
    expect(editor.locator("main")).to_contain_text("3 句")
    editor.close()


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(editor: Page) -> None:
    second = editor.locator(".cue").nth(1)
    second.locator("[data-start]").fill("0：02，5")
    second.locator("[data-start]").press("Enter")
    assert lines(editor)[1][0] == "0:02.5"
    expect(second.locator("[data-note=start]")).to_contain_text("那句到 0:03.0 才完")
    second.locator("[data-end]").fill("00:00:02,000")
    expect(second.locator("[data-end]")).to_have_attribute("aria-invalid", "true")
    expect(second.locator("[data-note=end]")).to_contain_text("结束要晚于开始")
    editor.get_by_role("button", name="保存").click()
    expect(editor.locator("[data-told]")).to_contain_text("还没有保存")
    expect(second.locator("[data-end]")).to_be_focused()

    editor.locator("[data-find]").fill("窗边")
    expect(editor.locator("span[data-found]")).to_have_text("找到 1 句")
    expect(second).to_be_hidden()
    editor.locator("[data-find]").fill("")
    second.locator("[data-end]").fill("0:05")
    expect(second.locator("[data-end]")).not_to_have_attribute("aria-invalid", "true")
    save(editor)
    assert lines(editor) == [["0:01.0", "0:03.0", "光从窗边来"], ["0:02.5", "0:05.0", "脸侧过去"]]
    assert media(editor, "paused")
    editor.close()


def test_what_was_taken_back_can_be_done_again_by_key_and_button(editor: Page) -> None:
    paused_in_the_first(editor)
    pull(editor, ".block.is-on [data-edge=end]", 80)
    moved = lines(editor)
    editor.locator(".block.is-on .block-body").focus()
    for undo, redo in (("Control+z", "Control+Shift+Z"), ("Control+z", "Control+y")):
        editor.keyboard.press(undo)
        assert lines(editor)[0][1] == "0:03.0"
        editor.keyboard.press(redo)
        assert lines(editor) == moved
    editor.click("[data-undo]")
    editor.click("[data-redo]")
    assert lines(editor) == moved
    expect(editor.locator("[data-redo]")).to_be_disabled()
    editor.click("[data-undo]")
    editor.locator(".cue.is-on [data-act=drop]").click()
    expect(editor.locator("[data-redo]")).to_be_disabled()
    editor.close()


def test_the_sound_is_seen_above_its_lines(editor: Page) -> None:
    """Once the school has listened to the film, of which the page hears."""
    editor.route("**/wave", lambda route: route.fulfill(status=202), times=1)
    editor.reload()
    editor.wait_for_function(DRAWN)
    editor.locator(".block-body").first.click()
    editor.wait_for_function(TWO_TONES)
    editor.close()


def test_of_two_who_write_the_second_keeps_what_was_typed_and_chooses(editor: Page) -> None:
    other = editor.context.new_page()
    other.goto(editor.url)
    for page, words in ((other, "别人写的"), (editor, "我写的")):
        page.locator(".cue [data-text]").first.fill(words)
    save(other)
    with editor.expect_navigation():
        editor.get_by_role("button", name="保存", exact=True).click()
    notice = editor.locator("[data-theirs-notice]")
    expect(notice).to_contain_text("别人也保存过")
    assert lines(editor)[0][2] == "我写的"
    notice.get_by_role("link", name="换成别人那份").click()
    assert lines(editor)[0][2] == "别人写的"
    expect(editor.locator("[data-dirty]")).to_have_text("")
    editor.click("[data-undo]")
    assert lines(editor)[0][2] == "我写的"

    other.locator(".cue [data-text]").nth(1).fill("又是别人写的")
    save(other)
    with editor.expect_navigation():
        editor.get_by_role("button", name="保存", exact=True).click()
    expect(notice).to_contain_text("一句没丢")
    editor.get_by_role("button", name="保存我的，盖过那份").click()
    expect(editor.locator("#toasts")).to_contain_text("已保存")
    other.reload()
    assert [line[2] for line in lines(other)] == ["我写的", "脸侧过去"]
    other.close()
    editor.close()


def test_a_finger_scrolls_the_strip_and_drags_the_chosen_line(chromium: Browser, product: Product) -> None:
    device = chromium.new_context(base_url=product.base, viewport=PHONE, has_touch=True, is_mobile=True, locale="zh-CN")
    device.set_default_timeout(60_000)
    log_in(device, PHONES["owner"])
    page = device.new_page()
    page.goto(f"/studio/lessons/{Places(device.request).subtitled}/subtitles")
    page.select_option("[name=language]", "ko")
    page.get_by_role("button", name="没有文件").click()
    expect(page.locator("p[data-empty]")).to_be_visible()
    page.locator("[data-add]").tap()
    page.locator(".cue.is-on [data-text]").fill("첫 줄")
    page.locator(".block-body").tap()
    wait_until_plays(page)
    page.locator("[data-play]").tap()
    page.wait_for_function("() => document.querySelector('[data-media]').paused")
    assert lines(page) == [["0:00.0", "0:02.0", "첫 줄"]]

    swipe(page, ".block.is-on [data-edge=end]", 40)
    page.wait_for_function(FIRST_STANDS, arg=["0:00.0", "0:03.0"])
    swipe(page, ".block.is-on .block-body", 40)
    page.wait_for_function(FIRST_STANDS, arg=["0:01.0", "0:04.0"])
    begun = page.locator("[data-scroller]").evaluate("one => one.scrollLeft")
    page.evaluate(REST)
    swipe(page, "[data-ruler]", -120)
    assert page.evaluate("atRest.then(() => document.querySelector('[data-scroller]').scrollLeft)") > begun + 60
    assert lines(page)[0][:2] == ["0:01.0", "0:04.0"], "a finger that scrolls moves no line"
    page.get_by_role("button", name="保存", exact=True).tap()
    expect(page.locator("#toasts")).to_contain_text("已保存")
    page.locator(".back-link").tap()
    expect(page.locator("main")).to_contain_text("1 句")
    device.close()
