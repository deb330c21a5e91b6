"""A live room between two phones: what one does, the other sees."""

from uuid import uuid4

from playwright.sync_api import expect

from tests.browser.slow import held
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


def test_what_was_said_stays_in_sight_after_something_was_taken_down(visitors: Visitors) -> None:
    number = visitors.places("owner").room
    learner, host = visitors.new_page("learner"), visitors.new_page("owner")
    learner.goto(f"/rooms/{number}")
    host.goto(f"/studio/rooms/{number}")
    stays, goes, after, last = (f"{words} {uuid4().hex[:6]}" for words in ("留下", "删掉", "后来", "最后"))
    # By the host: a learner who says so much so fast is told to wait.
    mine = host.get_by_label("以老师的身份说")
    for said in (stays, goes):
        mine.fill(said)
        mine.press("Enter")
        expect(learner.locator(".room-line", has_text=said)).to_be_visible()
        expect(host.locator(".room-composer [type=submit]")).to_be_enabled()
    line = host.locator(".room-line", has_text=goes)
    line.click()
    line.get_by_role("button", name="删除").click()
    expect(line).to_have_count(0)

    learner.reload()
    expect(learner.locator(".room-line", has_text=stays)).to_be_visible()
    for said in (after, last):
        mine.fill(said)
        mine.press("Enter")
        expect(learner.locator(".room-line", has_text=said)).to_be_visible()
        expect(host.locator(".room-composer [type=submit]")).to_be_enabled()
    expect(learner.locator(".room-line", has_text=stays)).to_be_visible()
    learner.close()
    host.close()


def test_what_is_typed_while_a_message_is_on_its_way_stays(visitors: Visitors) -> None:
    host = visitors.new_page("owner")
    host.goto(f"/studio/rooms/{visitors.places('owner').room}")
    said, field = f"先发的 {uuid4().hex[:6]}", host.get_by_label("以老师的身份说")
    with held(host, "**/messages"):
        field.fill(said)
        with host.expect_request("**/messages"):
            field.press("Enter")
        field.fill("正在写的")
    expect(host.locator(".room-line", has_text=said)).to_be_visible()
    expect(host.locator(".room-composer [type=submit]")).to_be_enabled()
    expect(field).to_have_value("正在写的")
    host.close()


def test_a_host_unfolds_what_learners_see_silently_and_it_rests_while_folded(visitors: Visitors) -> None:
    number = visitors.places("owner").room
    host = visitors.new_page("owner")
    asked: list[str] = []
    host.on("request", lambda request: asked.append(request.url))
    host.goto(f"/studio/rooms/{number}")
    fold = host.locator("[data-view]")
    expect(fold.locator("[data-live-player]")).to_have_count(0)
    assert not [one for one in asked if one.endswith(f"/api/v1/live/{number}")]

    fold.locator("summary").click()
    stage = fold.locator("[data-live-player]")
    expect(stage).to_be_visible()
    assert stage.locator("[data-media]").evaluate("one => one.muted")
    box = stage.bounding_box()
    assert box
    assert box["width"] < 300
    host.reload()
    expect(stage).to_be_visible()
    fold.locator("summary").click()
    expect(stage).to_be_hidden()
    host.reload()
    expect(fold.locator("summary")).to_be_visible()
    expect(stage).to_have_count(0)
    host.close()


def test_who_may_speak_again_sees_the_refusal_go_without_doing_anything(visitors: Visitors) -> None:
    number = visitors.places("owner").room
    learner, host = visitors.new_page("learner"), visitors.new_page("owner")
    learner.goto(f"/rooms/{number}")
    host.goto(f"/studio/rooms/{number}")
    said = f"先说一句 {uuid4().hex[:6]}"
    learner.get_by_label("说点什么").fill(said)
    learner.keyboard.press("Enter")
    line = host.locator(".room-line", has_text=said)
    refusal = learner.get_by_text("老师暂时关闭了你的发言")

    line.click()
    line.get_by_role("button", name="不让 TA 发言").click()
    expect(refusal).to_be_visible()
    learner.get_by_label("说点什么").fill("还能说吗")
    learner.keyboard.press("Enter")
    expect(learner.get_by_text("听课不受影响")).to_be_visible()
    line.click()
    line.get_by_role("button", name="恢复 TA 发言").click()
    expect(refusal).to_be_hidden()
    learner.keyboard.press("Enter")
    expect(learner.locator(".room-line", has_text="还能说吗")).to_be_visible()
    learner.close()
    host.close()
