"""A live room between two phones: what one does, the other sees."""

from uuid import uuid4

from playwright.sync_api import expect

from tests.browser.visitors import Visitors


def test_what_a_learner_says_reaches_the_host_who_may_take_it_down(visitors: Visitors) -> None:
    number = visitors.places("owner").room
    learner, host = visitors.new_page("learner"), visitors.new_page("owner")
    learner.goto(f"/rooms/{number}")
    host.goto(f"/studio/rooms/{number}")
    said = f"老师好 {uuid4().hex[:6]}"

    learner.get_by_label("说点什么").fill(said)
    learner.keyboard.press("Enter")
    line = host.locator(".room-line", has_text=said)
    line.click()
    line.get_by_role("button", name="删除").click()
    expect(learner.locator(".room-line", has_text=said)).to_have_count(0)

    host.get_by_role("checkbox", name="全体禁言").check()
    expect(learner.get_by_text("老师在讲课，聊天先关一会儿")).to_be_visible()
    host.get_by_role("checkbox", name="全体禁言").uncheck()
    expect(learner.get_by_text("老师在讲课，聊天先关一会儿")).to_be_hidden()
    learner.close()
    host.close()
