"""Who looks at the pages: nobody, learners and the owner of the demo school, one browser context each."""

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from tests.browser.looking import AXE
from tests.browser.pages import Places
from tests.browser.product import Product

PHONES = {
    "owner": "13800000001",
    "operator": "13800000002",
    "learner": "13800000008",  # has a history
    "giver": "13800000004",  # gave a course to friends
    "newcomer": "13800000005",  # owns nothing
    "regular": "13800000009",  # to whom what goes wrong happens (misfortune.py)
}
PHONE: ViewportSize = {"width": 390, "height": 844}


class Visitors:
    def __init__(self, browser: Browser, product: Product) -> None:
        self.browser = browser
        self.product = product
        self.contexts: dict[str, BrowserContext] = {}
        self.tabs: dict[str, Page] = {}
        self.known: dict[str, Places] = {}

    def context(self, role: str) -> BrowserContext:
        if role not in self.contexts:
            made = self.browser.new_context(
                base_url=self.product.base, viewport=PHONE, reduced_motion="reduce", locale="zh-CN", has_touch=True
            )
            made.set_default_timeout(60_000)
            made.add_init_script(AXE)  # compiled with the page, not sent to each and read by eval
            if role != "anonymous":
                log_in(made, PHONES[role])
            self.contexts[role] = made
        return self.contexts[role]

    def new_page(self, role: str) -> Page:
        return self.context(role).new_page()

    def tab(self, role: str) -> Page:
        """A page that goes from look to look: a new one costs a process and all scripts read again."""
        if role not in self.tabs or self.tabs[role].is_closed():
            self.tabs[role] = self.new_page(role)
        return self.tabs[role]

    def places(self, role: str) -> Places:
        if role not in self.known:
            self.known[role] = Places(self.context(role).request)
        return self.known[role]

    def leave(self) -> None:
        for context in self.contexts.values():
            context.close()


def log_in(context: BrowserContext, phone: str) -> None:
    """By the one-click logins that the demo school shows."""
    page = context.new_page()
    page.goto("/login")
    page.click(f'button[name=phone][value="{phone}"]')
    page.wait_for_url(lambda url: "/login" not in url)
    page.close()
