"""Looking at one page with every pair of eyes: one load, then theme, text size and width are changed in place."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Page, Request, Response, ViewportSize

HERE = Path(__file__).parent
AXE = (HERE / "vendor" / "axe.min.js").read_text()
CONTROLS = (HERE / "looking.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDTHS = {320: 640, 390: 844, 1440: 900}
THERE = [390, 320, 1440]
TEXTS = ["normal", "xl"]
MOST = 25
# Two frames, so that the page stands still again.
DRESS = """async (wanted) => {
  Object.assign(document.documentElement.dataset, wanted);
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""
BY_COLOUR = ["color-contrast", "link-in-text-block"]  # all that another theme can change
# Of all these only sound that plays by itself needs something loaded first; style sheets serve an experiment of axe's.
RUN_AXE = """async (rules) => (await axe.run(document, {
    runOnly: rules, resultTypes: ["violations"], preload: {assets: ["media"]}
  })).violations.map(
  (one) => one.id + ": " + one.nodes.slice(0, 3).map(
    (node) => node.target.join(" ") + " — " + node.failureSummary.split("\\n").slice(1, 2).join("")
  ).join(" | ")
)"""


@contextmanager
def troubles(page: Page, *, status: int = 200) -> Iterator[list[str]]:
    """Collects what a reader never sees: console errors, script errors, requests that fail."""
    found: list[str] = []

    def console(message: ConsoleMessage) -> None:
        expected = status >= 400 and f"status of {status}" in message.text
        if message.type == "error" and not expected:
            found.append(f"console: {message.text} {message.location.get('url', '')}")

    def failed(request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # the page moved on, or a player took what it needed
            found.append(f"request failed: {request.url} {request.failure}")

    def answered(response: Response) -> None:
        if response.status >= 400 and response.url != page.url and not response.request.is_navigation_request():
            found.append(f"{response.status}: {response.url}")

    def crashed(error: Exception) -> None:
        found.append(f"script: {error}")

    page.on("console", console)
    page.on("requestfailed", failed)
    page.on("response", answered)
    page.on("pageerror", crashed)
    yield found
    page.remove_listener("console", console)
    page.remove_listener("requestfailed", failed)
    page.remove_listener("response", answered)
    page.remove_listener("pageerror", crashed)


def dress(page: Page, *, theme: str = "light", text: str = "normal", width: int = 390) -> None:
    size: ViewportSize = {"width": width, "height": WIDTHS.get(width, 844)}
    if page.viewport_size != size:
        page.set_viewport_size(size)
    page.evaluate(
        DRESS,
        {"theme": theme, "text": text},
    )


def axe(page: Page, rules: list[str]) -> list[str]:
    # evaluate() is not held to the page's own policy; a script tag would be.
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(AXE)
    return list(page.evaluate(RUN_AXE, rules))


def clipped(page: Page) -> list[str]:
    return list(page.evaluate(CONTROLS))


def look(page: Page) -> list[str]:
    """The page as it stands: axe on a phone in both themes, controls at three widths and two text sizes.

    Each change of the window costs a layout, so the widths go there and back.
    """
    found = []
    for theme, rules in (("dark", BY_COLOUR), ("light", RULES)):
        dress(page, theme=theme)
        found += [f"axe {theme}: {one}" for one in axe(page, rules)]
    for text, widths in zip(TEXTS, (THERE, reversed(THERE)), strict=True):
        for width in widths:
            if (text, width) != ("normal", THERE[0]):
                dress(page, text=text, width=width)
            found += [f"{width} px {text}: {one}" for one in clipped(page)]
    return found


def look_here(page: Page) -> None:
    """For pages that only a story leads to: the same look, and the reader's own window again afterwards."""
    size = page.viewport_size
    page.emulate_media(reduced_motion="reduce")  # a colour half-way between two themes is no finding
    found = look(page)
    dress(page)
    if size:
        page.set_viewport_size(size)
    assert not found, f"{page.url}\n" + "\n".join(list(dict.fromkeys(found))[:MOST])


def check_page(page: Page, url: str, *, status: int = 200) -> None:
    with troubles(page, status=status) as found:
        answer = page.goto(url, wait_until="load")
        came = answer.status if answer else 0
        assert came == status, f"{url}: status {came}, expected {status}"
        page.wait_for_timeout(150)
        found.extend(look(page))
    assert not found, f"{url}\n" + "\n".join(list(dict.fromkeys(found))[:MOST])
