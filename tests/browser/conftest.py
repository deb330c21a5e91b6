"""Chromium, the demo school, and one logged-in browser context a person."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.product import Product, shared
from tests.browser.states import one_player_at_once, watching
from tests.browser.steps import DESK, PHONE, new_device
from tests.browser.visitors import Visitors
from tests.chromium import CHROMIUM, MISSING

REQUIRED = os.environ.get("CI") == "true"
HERE = Path(__file__).parent
expect.set_options(timeout=30_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = not CHROMIUM and not REQUIRED
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)
            if missing:
                item.add_marker(pytest.mark.skip(reason=MISSING))


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    # Playwright's loop runs in this thread as long as it lives: the ORM must be let in beside it, and a test of
    # another folder may want a loop of its own, so it ends with this one.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=CHROMIUM or None, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def product() -> Iterator[Product]:
    with shared() as running:
        yield running


@pytest.fixture(scope="package")
def visitors(chromium: Browser, product: Product) -> Iterator[Visitors]:
    people = Visitors(chromium, product)
    yield people
    people.leave()


@pytest.fixture
def one_player(product: Product) -> Iterator[None]:
    """A person may play at one place at once, and no other test plays meanwhile."""
    with one_player_at_once(product):
        yield


@pytest.fixture(autouse=True)
def beside_others(request: pytest.FixtureRequest) -> Iterator[None]:
    if {"product", "one_player"} & set(request.fixturenames) == {"product"}:
        with watching(request.getfixturevalue("product")):
            yield
    else:
        yield


@pytest.fixture
def anonymous(visitors: Visitors) -> Iterator[Page]:
    """A fresh page of nobody, for tests that click."""
    page = visitors.new_page("anonymous")
    yield page
    page.close()


@pytest.fixture
def phone(chromium: Browser, product: Product) -> Iterator[BrowserContext]:
    """A fresh phone of nobody."""
    made = new_device(chromium, product, PHONE)
    yield made
    made.close()


@pytest.fixture
def desk(chromium: Browser, product: Product) -> Iterator[BrowserContext]:
    """A fresh desktop of nobody."""
    made = new_device(chromium, product, DESK)
    yield made
    made.close()
