"""The largest letters on the smallest phone, and thumbs: what the look at a page has no example of."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looking import clipped, dress
from tests.browser.product import Product
from tests.browser.visitors import PHONE, PHONES, Visitors, log_in

# A round that was drawn, as the room itself would show it, and measured before anything else can happen there.
A_ROUND = """() => {
  const stage = document.querySelector("[data-stage]");
  stage.replaceChildren(document.querySelector("template[data-template=draw]").content.cloneNode(true));
  stage.querySelector("[data-title]").textContent = "减糖手册一本";
  stage.querySelector("[data-number]").textContent = "31";
  for (const badge of stage.querySelectorAll(".badge")) badge.hidden = false;
  const [card, title] = [stage.querySelector(".card"), stage.querySelector("h2")];
  const outside = [...card.querySelectorAll("summary > *")].filter(
    (one) => one.getBoundingClientRect().right > card.getBoundingClientRect().right
  );
  return { outside: outside.length, letters: title.clientWidth / parseFloat(getComputedStyle(title).fontSize) };
}"""
LETTERS = """(one) => {
  const { fontSize, paddingLeft, paddingRight } = getComputedStyle(one);
  return (one.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight)) / parseFloat(fontSize);
}"""
OVER = "(one) => one.scrollWidth - one.clientWidth"
BESIDE = """(link) => {
  const box = link.getBoundingClientRect();
  const x = box.left + box.width / 2;
  return [box.top - 5, box.bottom + 5].map((y) => link.contains(document.elementFromPoint(x, y)));
}"""


@pytest.fixture
def page(visitors: Visitors) -> Iterator[Page]:
    made = visitors.new_page("learner")
    yield made
    made.close()


@pytest.fixture
def thumb(chromium: Browser, product: Product) -> Iterator[Page]:
    made = chromium.new_context(base_url=product.base, viewport=PHONE, has_touch=True, is_mobile=True, locale="zh-CN")
    log_in(made, PHONES["learner"])
    yield made.new_page()
    made.close()


def test_a_round_that_was_drawn_keeps_its_name_and_its_number_in_the_card(page: Page, visitors: Visitors) -> None:
    places = visitors.places("learner")
    page.goto(places.first(f"/lessons/{places.live_lesson}", r"/live/\d+"))
    dress(page, text="xl", width=320)
    measured = page.evaluate(A_ROUND)
    assert measured["outside"] == 0
    assert measured["letters"] >= 5


def test_one_sees_what_one_types_and_where_a_film_is(page: Page, visitors: Visitors) -> None:
    page.goto("/")
    dress(page, text="xl", width=320)
    assert page.locator("#q").evaluate(LETTERS) >= 5
    page.goto(f"/lessons/{visitors.places('learner').subtitled}")
    dress(page, text="xl", width=320)
    expect(page.locator("[data-speed] option")).not_to_have_count(1)  # as the script fills it in
    assert page.locator(".player-time").evaluate(OVER) <= 0
    assert clipped(page) == []


def test_a_small_link_is_met_by_a_thumb_beside_it(thumb: Page) -> None:
    thumb.goto("/me/devices")
    assert thumb.locator(".back-link").evaluate(BESIDE) == [True, True]
