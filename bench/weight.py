"""What the product weighs: memory at rest, and what a phone that was never here fetches for the course page."""

import shutil
import time
from collections.abc import Iterator

from playwright.sync_api import Response, sync_playwright

from bench.client import PHONE_BROWSER, Client
from bench.measure import Figure
from bench.pages import paid_course
from bench.product import Product, pss_mb

AT_REST = 60
PHONE = {"width": 390, "height": 844}


def figures(product: Product) -> Iterator[Figure]:
    time.sleep(AT_REST)
    by_part = {part: sum(map(pss_mb, pids)) for part, pids in product.parts().items()}
    note = ", ".join(f"{part} {size:.0f}" for part, size in by_part.items())
    yield Figure(name="web process at rest, PSS", found=by_part["web"], goal=150, unit="MB")
    yield Figure(name="whole product at rest, PSS", found=sum(by_part.values()), goal=600, unit="MB", note=note)
    slug, _lesson = paid_course(Client.of(product))
    fetched = fetch(f"{product.url}/courses/{slug}")
    heaviest = ", ".join(f"{name} {size / 1000:.1f}" for name, size in sorted(fetched, key=lambda one: -one[1])[:4])
    yield Figure(name="course page, requests", found=len(fetched), goal=8, unit="")
    size = sum(size for _name, size in fetched) / 1000
    yield Figure(name="course page, compressed", found=size, goal=80, unit="KB", note=heaviest)


def fetch(address: str) -> list[tuple[str, int]]:
    """(what, bytes of its body as sent) of all that a page at rest has asked for, nothing cached before."""
    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        context = browser.new_context(viewport=PHONE, user_agent=PHONE_BROWSER, device_scale_factor=3)  # type: ignore[arg-type]
        page, answers = context.new_page(), list[Response]()
        page.on("response", lambda one: answers.append(one))  # noqa: PLW0108 -- a built-in method will not do
        page.goto(address)
        page.wait_for_timeout(3000)
        found = [
            (one.url.rsplit("/", 1)[-1], one.request.sizes()["responseBodySize"])
            for one in answers
            if one.url.startswith("http") and "text/event-stream" not in one.headers.get("content-type", "")
        ]
        browser.close()
    return found
