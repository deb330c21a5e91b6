"""Files as browsers hand them over: whatever type they name, what a picker offers arrives, and a refusal says why."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.product import Product
from tests.browser.slow import held
from tests.browser.steps import first_lesson
from tests.browser.visitors import PHONES, log_in
from tests.courseware.packages import packed, scorm12
from tests.media import films
from tests.media.epubs import epub
from tests.media.papers import pdf

READY = 180_000  # one worker makes ready what all tests of the run upload
# A file as a browser of another machine would give it: `set_input_files` knows this machine's types only.
CHOOSE = """(input, { name, type, base64 }) => {
  const bytes = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
  const held = new DataTransfer();
  held.items.add(new File([bytes], name, { type }));
  input.files = held.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}"""


@pytest.fixture
def editor(chromium: Browser, product: Product) -> Iterator[Page]:
    """A new course's first lesson."""
    made = chromium.new_context(base_url=product.base, viewport={"width": 1440, "height": 900}, locale="zh-CN")
    made.set_default_timeout(60_000)
    log_in(made, PHONES["owner"])
    page = made.new_page()
    first_lesson(page, "各种文件")
    yield page
    made.close()


def choose(editor: Page, place: Path, kind: str) -> None:
    given = {"name": place.name, "type": kind, "base64": b64encode(place.read_bytes()).decode()}
    editor.locator("#lesson-media input[type=file]").evaluate(CHOOSE, given)


def scorm(folder: Path) -> Path:
    return scorm12(folder / "练习.zip")


def book(folder: Path) -> Path:
    return epub(folder / "小书.epub", [("一", "<p>一段</p>"), ("二", "<p>又一段</p>")])


def paper(folder: Path) -> Path:
    return pdf(folder / "讲义.PDF", "page one")


def sound(_folder: Path) -> Path:
    return films.sound("m4a", seconds=3)


@pytest.mark.parametrize(
    ("form", "made", "types", "ready"),
    [
        ("互动课件", scorm, ["application/zip", "application/x-zip-compressed", ""], "可以做了"),
        ("电子书", book, ["application/epub+zip", ""], "可以读了"),
        ("文档", paper, ["application/pdf", ""], "可以读了"),
        ("音频", sound, ["audio/x-m4a", ""], "可以播放"),
    ],
)
def test_a_file_becomes_a_ready_lesson_by_whatever_type_its_browser_knows_it(
    editor: Page, tmp_path: Path, form: str, made: Callable[[Path], Path], types: list[str], ready: str
) -> None:
    place, media = made(tmp_path), editor.locator("#lesson-media")
    for kind in types:
        editor.get_by_role("radio", name=form, exact=True).check()
        choose(editor, place, kind)
        expect(media.locator(".state-ok")).to_have_text(ready, timeout=READY)
        expect(editor.get_by_role("radio", name=form, exact=True)).to_be_checked()
        editor.once("dialog", lambda asked: asked.accept())
        media.get_by_role("button", name="拿掉这个文件").click()
        expect(media.locator(".media-file")).to_have_count(0)


def test_courseware_chosen_from_the_disk_is_ready_and_a_hostile_one_says_why_it_is_not(
    editor: Page, tmp_path: Path
) -> None:
    media = editor.locator("#lesson-media")
    editor.get_by_role("radio", name="互动课件", exact=True).check()
    hostile = packed(tmp_path / "有问题.zip", {"index.html": b"<p>x</p>"}, links={"out.html": "/etc/passwd"})
    media.locator("input[type=file]").set_input_files(hostile)
    expect(media.locator("[data-state]")).to_contain_text("out.html")
    expect(media.locator("[data-state]")).not_to_have_text("这里放不了这种文件，请换一个")

    media.locator("input[type=file]").set_input_files(scorm(tmp_path))
    expect(media.locator(".state-ok")).to_have_text("可以做了", timeout=READY)
    expect(editor.get_by_role("radio", name="互动课件", exact=True)).to_be_checked()


def test_what_fits_nowhere_is_said_at_once(editor: Page, tmp_path: Path) -> None:
    (tmp_path / "图纸.dwg").write_bytes(b"AC1032")
    choose(editor, tmp_path / "图纸.dwg", "image/vnd.dwg")
    expect(editor.locator("#lesson-media [data-state]")).to_have_text("这里放不了这种文件，请换一个")


@pytest.mark.parametrize("name", ["幻灯片.pptx", "幻灯片.KEY", "讲稿.docx"])
def test_slides_and_texts_are_told_at_once_how_they_become_a_pdf(editor: Page, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"PK")
    choose(editor, tmp_path / name, "")
    expect(editor.locator("#lesson-media [data-state]")).to_have_text(
        "先变成 PDF 再传：在原来的软件里选“文件 → 导出（或另存为）→ PDF”"
    )


def test_a_file_that_was_chosen_before_the_script_came_is_taken_all_the_same(editor: Page, tmp_path: Path) -> None:
    editor.wait_for_load_state()  # the page that is left may still be asking for its own
    with held(editor, "**/catalog/uploads*.js"):
        with editor.expect_request("**/catalog/uploads*.js"):
            editor.reload(wait_until="commit")
        editor.get_by_role("radio", name="文档", exact=True).check()
        choose(editor, paper(tmp_path), "application/pdf")
    expect(editor.locator("#lesson-media .state-ok")).to_have_text("可以读了", timeout=READY)
