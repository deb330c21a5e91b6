import pytest

from tests.browser.looking import check_page
from tests.browser.pages import PAGES, Look, Places
from tests.browser.visitors import Visitors


@pytest.mark.parametrize("look", PAGES, ids=[f"{one.role}: {one.name}" for one in PAGES])
def test_page_is_readable_and_whole(visitors: Visitors, look: Look) -> None:
    places = Places(visitors.context(look.role).request)
    page = visitors.new_page(look.role)
    try:
        check_page(page, look.address(places), status=look.status)
    finally:
        page.close()
