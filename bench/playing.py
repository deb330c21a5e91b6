"""A lesson in Chromium: from the press on play to the first picture, and whether it stands still on a thin line.

The line is 1.5 times what a rendition needs on average, with 60 ms of delay, from before the page is opened; each time
the film stands still in the half minute after its first picture counts.
"""

import re
import statistics
from collections.abc import Iterator

from playwright.sync_api import Browser, Page, StorageState, ViewportSize, sync_playwright

from bench.client import Client
from bench.measure import Figure
from bench.pages import BUYER, paid_course
from bench.product import Product
from tests.chromium import CHROMIUM, MISSING

STARTS, WATCHED, PLENTY, LATENCY_MS = 5, 30, 1.5, 60
# The press must be a person's, or the browser holds the sound back.
WATCH = """() => {
  const film = document.querySelector("[data-media]");
  window.stalls = [];
  document.querySelector("[data-play]").addEventListener("click", () => (window.pressed ??= performance.now()), true);
  film.requestVideoFrameCallback((at) => {
    window.first = at - window.pressed;
    const began = film.currentTime; // where one left off need not be where a segment begins
    film.addEventListener("waiting", () => film.currentTime > began + 0.5 && window.stalls.push(film.currentTime));
  });
}"""


def figures(product: Product) -> Iterator[Figure]:
    if not CHROMIUM:
        raise SystemExit(MISSING)
    _slug, lesson = paid_course(Client.of(product))
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        known, address = login(chromium, product), f"{product.url}/lessons/{lesson}"
        starts = []
        for _ in range(STARTS):
            page = opened(chromium, known, address)
            with page.expect_response(lambda answer: answer.url.endswith("/index.m3u8")) as master:
                starts.append(first_picture(page))
            levels = renditions(master.value.text())
            page.context.close()
        note = f"{min(starts):.2f}–{max(starts):.2f} of {STARTS}, loopback, a browser that knows nothing of the school"
        yield Figure(name="press to first picture", found=statistics.median(starts), goal=1.5, unit="s", note=note)
        for name, bits in levels.items():
            page = opened(chromium, known, address, bits=PLENTY * bits)
            began = first_picture(page)
            page.wait_for_function(
                f"() => document.querySelector('[data-media]').currentTime > {WATCHED}", timeout=120_000
            )
            stalls = page.evaluate("() => window.stalls")
            note = f"{PLENTY * bits / 1000:.0f} kbit/s, first picture after {began:.1f} s; stood at {stalls}"
            page.context.close()
            yield Figure(name=f"stalls on 1.5 x {name}", found=len(stalls), goal=0, unit="", note=note)
        chromium.close()


def renditions(master: str) -> dict[str, int]:
    """Mean bits a second of each picture."""
    found = re.findall(r"AVERAGE-BANDWIDTH=(\d+),RESOLUTION=.*\n([^/\n]+)/", master)
    return {name: int(bits) for bits, name in found}


def login(chromium: Browser, product: Product) -> StorageState:
    """One device for all: a person may watch on so many, and those of an earlier run are not counted."""
    with product.sql() as school:
        school.execute("delete from media_play")
    context = chromium.new_context(base_url=product.url)
    page = context.new_page()
    page.goto("/login")
    page.click(f'button[name=phone][value="{BUYER}"]')
    page.wait_for_url(lambda url: "/login" not in url)
    return context.storage_state()


def opened(chromium: Browser, known: StorageState, address: str, *, bits: float = 0) -> Page:
    size: ViewportSize = {"width": 390, "height": 844}
    context = chromium.new_context(viewport=size, locale="zh-CN", storage_state=known)
    page = context.new_page()
    if bits:
        line = {"offline": False, "latency": LATENCY_MS, "downloadThroughput": bits / 8, "uploadThroughput": bits / 8}
        context.new_cdp_session(page).send("Network.emulateNetworkConditions", line)
    page.goto(address, wait_until="load")
    return page


def first_picture(page: Page) -> float:
    """Seconds from the press."""
    page.evaluate(WATCH)
    page.click("[data-play]")
    page.wait_for_function("() => window.first")
    return float(page.evaluate("() => window.first")) / 1000
