"""A passkey in Chromium's own virtual authenticator: added, used alone, used as the second step, taken away."""

import json
import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.looking import look_here
from tests.browser.product import Product
from tests.browser.steps import PHONE, log_in_by_code, somebody_new
from tests.command.running import wait

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def secured(chromium: Browser, product: Product) -> Iterator[BrowserContext]:
    """WebAuthn knows names, not addresses: the same school as localhost."""
    base = f"http://localhost:{urlsplit(product.base).port}"
    made = chromium.new_context(base_url=base, viewport=PHONE, locale="zh-CN")
    made.set_default_timeout(60_000)
    yield made
    made.close()


def at(path: str) -> Callable[[str], bool]:
    return lambda url: urlsplit(url).path == path


def leave(page: Page) -> None:
    page.goto("/me/settings")
    page.locator("form.leave button").click()
    page.wait_for_url(at("/"))


def test_a_passkey_opens_the_door_alone_and_as_the_second_step(secured: BrowserContext, product: Product) -> None:
    page = secured.new_page()
    key = secured.new_cdp_session(page)
    key.send("WebAuthn.enable")
    made = key.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    number = somebody_new()
    page.goto("/login?next=/me/security")
    log_in_by_code(page, number)

    page.goto("/me/security")
    look_here(page)
    page.get_by_role("button", name="添加通行密钥").click()
    page.wait_for_url(at("/me/security/codes"))
    expect(page.locator(".codes li")).to_have_count(10)
    look_here(page)
    assert len(key.send("WebAuthn.getCredentials", made)["credentials"]) == 1

    leave(page)
    page.goto("/login?next=/me/devices")
    page.get_by_role("button", name="用通行密钥登录").click()
    page.wait_for_url(at("/me/devices"))

    password = take_password(page, product, number)
    leave(page)
    log_in_by_password(page, f"{number}@example.com", password)
    page.wait_for_url(at("/login/factor"))
    look_here(page)
    page.get_by_role("button", name="用通行密钥").click()
    page.wait_for_url(at("/me/security"))
    expect(page.get_by_text("通行密钥", exact=False).first).to_be_visible()

    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="移除").click()
    page.wait_for_load_state()
    expect(page.get_by_text("未开启")).to_be_visible()


def log_in_by_password(page: Page, email: str, password: str) -> None:
    page.goto("/login/password?next=/me/security")
    look_here(page)
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", password)
    page.click("main form button[type=submit]")


def take_password(page: Page, product: Product, number: str) -> str:
    """Bind a mailbox by the code in the demo's mail, which its worker writes, then set a password."""
    page.goto("/me/email")
    look_here(page)
    page.fill("input[name=email]", f"{number}@example.com")
    page.click("main form button[type=submit]")
    page.wait_for_url(at("/me/email/code"))
    look_here(page)
    found: list[str] = []

    def arrived() -> bool:
        file = product.home / "mail.jsonl"
        # The last line may be half written.
        whole = file.read_bytes().rpartition(b"\n")[0].splitlines() if file.exists() else []
        mails = [json.loads(line) for line in whole]
        found[:] = [mail["text"] for mail in mails if mail["to"].startswith(number)]
        return bool(found)

    wait("the mail is written", arrived)
    code = re.search(r"(?<!\d)\d{6}(?!\d)", found[-1])
    assert code
    page.fill("input[name=code]", code[0])
    page.click("form:has(input[name=code]) button[type=submit]")
    page.wait_for_url(at("/me/security"))
    page.goto("/me/password")
    look_here(page)
    password = "三文鱼不吃猫粮88"
    page.fill("input[name=password]", password)
    page.click("main form button[type=submit]")
    page.wait_for_url(at("/me/security"))
    return password


def test_a_passkey_that_is_refused_says_so_and_leaves_the_other_ways_open(secured: BrowserContext) -> None:
    page = secured.new_page()
    key = secured.new_cdp_session(page)
    key.send("WebAuthn.enable")
    key.send("WebAuthn.addVirtualAuthenticator", {"options": {**AUTHENTICATOR, "isUserVerified": False}})
    page.goto("/login")
    page.get_by_role("button", name="用通行密钥登录").click()
    expect(page.locator("[data-passkey-error]")).to_be_visible()
    expect(page.get_by_role("button", name="获取验证码")).to_be_visible()
