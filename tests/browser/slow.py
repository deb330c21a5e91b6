"""A slow line: what a page asks for is kept back while a test does something before it came."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, Route


@contextmanager
def held(page: Page, what: str) -> Iterator[None]:
    kept: list[Route] = []

    def keep(route: Route) -> None:
        kept.append(route)

    page.route(what, keep)
    yield
    for route in kept:
        route.continue_()
    page.unroute(what, keep)
