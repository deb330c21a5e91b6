"""Every attack rendered, taken apart, and then opened in a browser with a canary that must not sing."""

from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Dialog, Route, sync_playwright

from tests.chromium import CHROMIUM, MISSING
from tests.security.attacks import corpus
from zhiyu.catalog.markdown import ATTRIBUTES, TAGS, own_image, render

ATTACKS = corpus()
SCHEMES = {"", "http", "https", "mailto", "tel"}


class Parts(HTMLParser):
    """What a browser would find in it that no lesson may hold."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.wrong.append(tag)
        for name, value in attrs:
            if name not in ATTRIBUTES.get(tag, set()) | {"rel"}:
                self.wrong.append(f"{tag} {name}")
            if name == "href" and urlsplit((value or "").strip()).scheme.lower() not in SCHEMES:
                self.wrong.append(f"{tag} {value}")
            if name == "src" and not own_image(value or ""):
                self.wrong.append(f"{tag} {value}")

    def handle_comment(self, data: str) -> None:
        self.wrong.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.wrong.append(f"<!{decl}>")


def test_the_corpus_is_large_and_says_nothing_twice() -> None:
    assert len(ATTACKS) >= 150
    assert len(set(ATTACKS)) == len(ATTACKS)


def test_no_attack_leaves_a_part_that_no_lesson_may_hold() -> None:
    found = {}
    for text in ATTACKS:
        parts = Parts()
        parts.feed(render(text))
        parts.close()
        if parts.wrong:
            found[text] = parts.wrong
    assert found == {}


def test_the_canary_can_sing() -> None:
    """Otherwise the next test would prove nothing."""
    heard = sung("<img src=x onerror=canary()><img src=http://canary.test/x>")
    assert sorted(heard) == ["canary()", "http://canary.test/x"]


def test_no_attack_runs_or_calls_out_in_a_browser() -> None:
    together = "\n".join(f"<section>{render(text)}</section>" for text in ATTACKS)
    assert sung(together) == []


def sung(body: str) -> list[str]:
    """``sing`` in a thread of its own: another test of this worker may hold the browser's loop in this one."""
    if not CHROMIUM:
        pytest.skip(MISSING)
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(sing, body).result()


def sing(body: str) -> list[str]:
    """What ran and what was fetched from elsewhere, with every element pointed at, focused and every link clicked."""
    heard: list[str] = []

    def fetched(route: Route) -> None:
        host = urlsplit(route.request.url).hostname
        if host == "school.test" and route.request.is_navigation_request():
            route.fulfill(content_type="text/html", body=f"<!doctype html><meta charset=utf-8>{body}")
            return
        if host == "canary.test":
            heard.append(route.request.url)
        route.abort()

    def dismissed(dialog: Dialog) -> None:
        heard.append("dialog")
        dialog.dismiss()

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.expose_function("canary", lambda *_said: heard.append("canary()"))
        page.on("dialog", dismissed)
        page.route("**/*", fetched)
        page.goto("http://school.test/lessons/1")
        page.evaluate(
            """() => {
                addEventListener('click', event => event.preventDefault())
                for (const one of document.querySelectorAll('body *')) {
                    for (const kind of ['mouseover', 'pointerenter', 'focus', 'animationstart', 'toggle'])
                        one.dispatchEvent(new Event(kind, {bubbles: true}))
                    one.focus?.()
                    one.click?.()
                    if (one.protocol === 'javascript:') eval(decodeURIComponent(one.href.slice(11)))
                }
            }"""
        )
        page.wait_for_timeout(300)
        browser.close()
    return heard
