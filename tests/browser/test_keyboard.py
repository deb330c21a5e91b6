"""By keyboard: where a press takes its own button away, one goes on from there."""

from playwright.sync_api import expect

from tests.browser.visitors import Visitors


def test_who_likes_a_course_stays_at_the_heart(visitors: Visitors) -> None:
    page = visitors.new_page("newcomer")
    page.goto("/courses/calm-before-sleep")
    heart = page.locator(".favourite button")
    before = heart.get_attribute("aria-pressed")
    for pressed in ("false", "true") if before == "true" else ("true", "false"):
        heart.press("Enter")
        expect(heart).to_have_attribute("aria-pressed", pressed)
        expect(heart).to_be_focused()
    page.close()
