"""Packages as browsers play them: found by SCORM's finders, kept and taken up again, and out of our pages' reach."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests import make
from tests.chromium import CHROMIUM, MISSING
from tests.courseware import packages
from tests.courseware.packages import manifest12, manifest2004, packed
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Course, Lesson
from zhiyu.courseware.models import Attempt
from zhiyu.learning.models import Progress

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason=MISSING),
]
FINDER12 = """<script>
function find(win) {
  while (win.API == null && win.parent != null && win.parent != win) win = win.parent;
  return win.API;
}
var API = find(window);
</script>"""
FINDER2004 = """<script>
function scan(win) {
  var tries = 0;
  while (win.API_1484_11 == null && win.parent != null && win.parent != win) {
    if (++tries > 500) return null;
    win = win.parent;
  }
  return win.API_1484_11;
}
var API = null;
if (window.parent != null && window.parent != window) API = scan(window.parent);
if (API == null && window.opener != null) API = scan(window.opener);
</script>"""
ONE12 = f"""<!doctype html><head><title>t</title></head>{FINDER12}<body><p id="at"></p><script>
API.LMSInitialize("");
var said = API.LMSGetValue("cmi.core.entry") + " " + API.LMSGetValue("cmi.suspend_data");
document.getElementById("at").textContent = said;
API.LMSSetValue("cmi.suspend_data", "page 7");
API.LMSSetValue("cmi.core.score.raw", "90");
API.LMSSetValue("cmi.core.lesson_status", "passed");
</script>""".encode()
ONE2004 = f"""<!doctype html><head>{FINDER2004}</head><body><p id="at"></p><script>
API.Initialize("");
var said = API.GetValue("cmi.entry") + " " + API.GetValue("cmi.location") + location.search;
document.getElementById("at").textContent = said;
API.SetValue("cmi.location", "3");
API.SetValue("cmi.score.scaled", "0.7");
API.SetValue("cmi.completion_status", "completed");
API.Commit("");
</script>""".encode()
FRAMES = b'<html><head></head><frameset cols="30%,*"><frame src="nav.html"><frame src="one.html"></frameset></html>'
PROBES = {
    "cookie": "document.cookie",
    "page": "parent.document.title",
    "top": "top.location.href",
    "origin": "self.origin",
    "api": "fetch('/api/v1/me', {credentials: 'include'}).then((r) => r.status)",
    "elsewhere": "fetch('https://example.com/').then((r) => r.status)",
    "storage": "(localStorage.setItem('a', 'b'), localStorage.getItem('a'))",
    "own": "fetch('a.txt').then((r) => r.text())",
}
EXERCISE = b"<!doctype html><p>x</p><script>parent.postMessage({zhiyu: {score: 0.8, completed: true}}, '*')</script>"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=CHROMIUM or None, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, live_server: Any, learner: User) -> Iterator[Page]:
    client = Client()
    make.login(client, learner)
    context = chromium.new_context(base_url=live_server.url, viewport={"width": 390, "height": 844})
    context.add_cookies([{"name": k, "value": v.value, "url": live_server.url} for k, v in client.cookies.items()])
    yield context.new_page()
    context.close()


def lesson_with(course: Course, tmp_path: Path, parts: Mapping[str, bytes]) -> Lesson:
    return packages.lesson_of(course, packed(tmp_path / "x.zip", parts))


def play(page: Page, lesson: Lesson) -> Any:
    page.goto(f"/lessons/{lesson.pk}")
    page.click("[data-go]")
    return page.frame_locator("iframe.exercise-frame")


def until_kept(page: Page, points: str) -> Attempt:
    expect(page.locator(".exercise-facts [data-score]")).to_have_text(points)
    return Attempt.objects.get()


def test_scorm_1_2_is_found_scored_and_taken_up_again(page: Page, course: Course, tmp_path: Path) -> None:
    lesson = lesson_with(course, tmp_path, {"imsmanifest.xml": manifest12("one.html"), "one.html": ONE12})

    expect(play(page, lesson).locator("#at")).to_have_text("ab-initio")
    row = until_kept(page, "90 分")
    expect(play(page, lesson).locator("#at")).to_have_text("resume page 7")

    assert (row.success, row.best, row.completed_at is not None) == ("passed", 0.9, True)
    assert Progress.objects.get().completed_at is not None
    expect(page.locator("[data-completed]")).to_be_visible()


def test_scorm_2004_is_found_above_its_window_and_has_its_parts(page: Page, course: Course, tmp_path: Path) -> None:
    parts = {"imsmanifest.xml": manifest2004(), "content/a b.html": ONE2004, "content/read.html": b"<h1>read</h1>"}
    lesson = lesson_with(course, tmp_path, parts)

    expect(play(page, lesson).locator("#at")).to_have_text("ab-initio ?lang=zh")
    row = until_kept(page, "70 分")
    assert (row.part, row.success, row.best) == ("a", "passed", 0.7)
    page.click("[data-after]")
    shown = page.frame_locator("iframe.exercise-frame:not([hidden])")
    expect(shown.locator("h1")).to_have_text("read")
    page.click("[data-before]")
    expect(shown.locator("#at")).to_have_text("resume 3?lang=zh")

    assert Progress.objects.get().completed_at is not None


def test_a_frame_inside_a_package_reports_through_the_outermost(page: Page, course: Course, tmp_path: Path) -> None:
    parts = {"imsmanifest.xml": manifest12("i.html"), "i.html": FRAMES, "nav.html": b"<p>nav", "one.html": ONE12}
    lesson = lesson_with(course, tmp_path, parts)

    play(page, lesson)

    row = until_kept(page, "90 分")
    assert (row.success, row.cmi["suspend_data"]) == ("passed", "page 7")


def test_a_plain_page_reports_by_a_message_and_reaches_nothing_of_ours(
    page: Page, course: Course, tmp_path: Path
) -> None:
    lesson = lesson_with(course, tmp_path, {"index.html": EXERCISE, "a.txt": b"mine"})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    play(page, lesson)
    row = until_kept(page, "80 分")
    inside = page.frames[-1]
    found = {
        name: inside.evaluate(f"(async () => {{ try {{ return await ({script}) }} catch (e) {{ return 'no' }} }})()")
        for name, script in PROBES.items()
    }

    assert (row.completion, row.best, row.cmi) == ("completed", 0.8, {"score": 0.8, "completed": True})
    assert found == {
        "cookie": "",
        "page": "no",
        "top": "no",
        "origin": "null",
        "api": "no",
        "elsewhere": "no",
        "storage": "b",
        "own": "mine",
    }
    assert not [url for url in asked if "example.com" in url or url.endswith("/me")]


def test_without_scripts_the_page_says_what_to_do_and_has_no_dead_button(
    chromium: Browser, live_server: Any, course: Course, tmp_path: Path
) -> None:
    lesson = lesson_with(course, tmp_path, {"index.html": EXERCISE})
    Lesson.objects.filter(pk=lesson.pk).update(free=True)
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    shown = context.new_page()

    shown.goto(f"/lessons/{lesson.pk}")

    assert "JavaScript" in shown.locator(".exercise-cover noscript").inner_html()
    expect(shown.locator(".exercise button:enabled:visible")).to_have_count(0)
    context.close()
