import pytest

from tests.browser.looking import check_page
from tests.browser.pages import PAGES, Look
from tests.browser.visitors import Visitors


@pytest.mark.parametrize("look", PAGES, ids=[f"{one.role}: {one.name}" for one in PAGES])
def test_page_is_readable_and_whole(visitors: Visitors, look: Look) -> None:
    check_page(visitors.tab(look.role), look.address(visitors.places(look.role)), status=look.status)
