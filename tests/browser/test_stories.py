"""S-1 and S-3 from outside, whole: a course from nothing to its first buyer, and money back to a learner."""

import json
import re
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.looking import look_here
from tests.browser.pages import Places
from tests.browser.product import Product
from tests.browser.steps import (
    PHONE,
    buy_here,
    log_in_by_code,
    media,
    new_device,
    order_here,
    pay_at,
    play,
    somebody_new,
    wait_until_plays,
)
from tests.browser.visitors import PHONES, log_in
from tests.command.homes import school_home
from tests.command.running import ZHIYU, Running, environment, wait
from tests.media import films

OUTLINE = "第一章 先看懂\n  为什么要剪\n  素材放在哪里\n第二章 动手做\n  导出一条短片"
MADE_COURSE = "三节课剪一条短片"
PHOTOS = "phone-family-photos"
BUYER, REFUNDER = "13800000006", "13800000007"
WECHAT = (
    "Mozilla/5.0 (Linux; Android 14; 23049RAD8C) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 "
    "Chrome/126.0.0.0 Mobile Safari/537.36 XWEB/1260 MMWEBSDK/20240501 MicroMessenger/8.0.50.2701 NetType/WIFI"
)
SLOW = {"offline": False, "latency": 5, "downloadThroughput": -1, "uploadThroughput": 300_000}
SETTLED_WITHIN = 180_000  # by the school's jobs, beside those of all other tests


@pytest.fixture
def wechat(chromium: Browser, product: Product) -> Iterator[BrowserContext]:
    """A phone with WeChat's own browser."""
    made = new_device(chromium, product, PHONE, user_agent=WECHAT)
    yield made
    made.close()


@pytest.fixture
def new_school() -> Iterator[Running]:
    running = Running(home=school_home()).start()
    yield running
    running.wipe()


# --- S-1 -------------------------------------------------------------------------------------------------------


def paste_an_outline(page: Page) -> str:
    page.goto("/studio/")
    page.get_by_role("link", name="新建课程").first.click()
    page.get_by_label("课程标题").fill(MADE_COURSE)
    page.get_by_label("大纲").fill(OUTLINE)
    expect(page.locator("#proposal")).to_contain_text("2 章 3 节")
    page.get_by_role("button", name="创建课程").click()
    listed(page, "为什么要剪", "素材放在哪里", "导出一条短片")
    return page.url


def listed(page: Page, *names: str) -> None:
    expect(page.locator("#outline .lesson-name")).to_have_text(list(names))


def in_order(page: Page, *names: str) -> None:
    """On the page at once, and after a reload still: so it was kept."""
    listed(page, *names)
    page.wait_for_load_state("networkidle")
    page.reload()
    listed(page, *names)


def add_a_lesson(page: Page, name: str) -> None:
    chapter = page.locator(".chapter", has_text="动手做")
    chapter.get_by_label("新课时的标题").fill(name)
    chapter.get_by_label("形式").select_option(label="视频")
    chapter.get_by_role("button", name="添加").click()
    expect(page.locator(".lesson-row", has_text=name)).to_contain_text("待上传")


def upload_through_a_reload(page: Page, name: str) -> None:
    """The line is slow, the page is reloaded half-way, and the server already has what was sent."""
    page.locator(".lesson-link", has_text=name).click()
    part = page.locator("#lesson-media")
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW)
    part.locator("input[type=file]").set_input_files(films.film(seconds=12, keyframe_every=1, size="640x360"))
    expect(part.get_by_text(re.compile(r"正在上传 [4-8]\d%"))).to_be_visible(timeout=30_000)
    with page.expect_response(lambda answer: answer.request.method == "HEAD") as asked:
        page.reload()
    assert int(asked.value.headers["upload-offset"]) > 0
    line.send("Network.emulateNetworkConditions", SLOW | {"uploadThroughput": -1})
    expect(part.locator(".state-ok")).to_have_text("可以播放", timeout=SETTLED_WITHIN)


def save(page: Page) -> None:
    page.locator("[data-save]").click()
    expect(page.locator(".toast-success")).to_be_visible()


def move_by_button_and_by_drag(page: Page) -> None:
    page.get_by_role("button", name="上移“素材放在哪里”").click()
    in_order(page, "素材放在哪里", "为什么要剪", "导出一条短片", "跟着做一遍")
    page.wait_for_load_state("networkidle")  # the outline came anew and takes hold of its rows again
    page.get_by_role("button", name=re.compile("移动“跟着做一遍”")).hover()
    goal = page.locator(".lesson-row", has_text="导出一条短片").bounding_box()
    assert goal
    page.mouse.down()
    page.mouse.move(goal["x"] + 90, goal["y"] + goal["height"], steps=6)
    page.mouse.move(goal["x"] + 90, goal["y"] + 4, steps=6)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.mouse.up()
    in_order(page, "素材放在哪里", "为什么要剪", "跟着做一遍", "导出一条短片")


def price_it(page: Page) -> None:
    page.get_by_role("link", name="价格与退款").click()
    page.get_by_label("价格（元）").fill("0.01")
    page.get_by_label("多少天内可退").fill("14")
    expect(page.locator("#refund-rule")).to_contain_text("14 天内")
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".toast-success")).to_be_visible()


def fill_what_is_missing(page: Page, address: str) -> None:
    """The check names each gap and leads to it."""
    page.goto(f"{address}/publish")
    expect(page.locator(".publish-form button")).to_be_disabled()
    for left in range(3, 0, -1):
        expect(page.locator(".check-missing")).to_have_count(left)
        page.locator(".check-missing").first.get_by_role("link", name="去补齐").click()
        page.locator("#id_body").fill("先想好给谁看，再打开**第一段**素材。")
        save(page)
        page.goto(f"{address}/publish")
    expect(page.locator(".check-missing")).to_have_count(0)


def publish(page: Page) -> str:
    page.get_by_role("button", name="上架").click()
    expect(page.locator(".share-kit")).to_be_visible()
    expect(page.locator(".share-kit img.qr")).to_be_visible()
    return page.locator(".share-link").inner_text()


def make_a_course(page: Page) -> str:
    """Everything up to the check, in the order of the story. Answers the course's page in the studio."""
    address = paste_an_outline(page)
    add_a_lesson(page, "跟着做一遍")
    upload_through_a_reload(page, "跟着做一遍")
    page.get_by_label("试看").fill("4")
    save(page)
    page.goto(address)
    move_by_button_and_by_drag(page)
    page.locator(".lesson-link").first.click()
    page.get_by_label("免费").check()
    save(page)
    page.goto(address)
    expect(page.locator(".lesson-row").first).to_contain_text("免费")
    price_it(page)
    return address


def look_as_a_learner(page: Page) -> None:
    page.get_by_role("link", name="预览").click()
    seen = page.frame_locator(".look iframe")
    expect(seen.get_by_role("heading", level=1)).to_have_text(MADE_COURSE)
    expect(seen.locator(".buybar")).to_contain_text("0.01")
    expect(seen.locator("main")).to_contain_text("跟着做一遍")


def withdraw(page: Page, address: str) -> None:
    page.goto(f"{address}/publish")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="下架").click()
    expect(page.locator(".share-kit")).to_be_hidden()


def test_a_course_goes_from_an_outline_to_its_first_buyer(
    desk: BrowserContext, phone: BrowserContext, anonymous: Page
) -> None:
    log_in(desk, PHONES["owner"])
    page = desk.new_page()
    address = make_a_course(page)
    look_as_a_learner(page)
    fill_what_is_missing(page, address)
    shared = publish(page)
    try:
        anonymous.goto(shared)
        expect(anonymous.get_by_role("heading", level=1)).to_have_text(MADE_COURSE)
        buy_and_play(phone, shared)
    finally:
        withdraw(page, address)


def buy_and_play(phone: BrowserContext, shared: str) -> None:
    log_in(phone, BUYER)
    page = phone.new_page()
    page.goto(shared)
    page.locator(".buybar").get_by_role("link", name="立即购买").click()
    expect(page.locator("main")).to_contain_text("14 天内")
    expect(page.locator("main form[method=post] button[type=submit]")).to_contain_text("0.01")
    buy_here(page)
    page.goto(shared)
    page.locator(".outline-row", has_text="跟着做一遍").click()
    play(page)
    wait_until_plays(page, 5)  # the preview ends at four
    assert media(page, "duration") > 11
    expect(page.locator("[data-wall]")).to_have_count(0)


# --- S-3 -------------------------------------------------------------------------------------------------------


def paid_article(context: BrowserContext, slug: str) -> dict[str, Any]:
    course = Places(context.request).ask(f"/courses/{slug}")
    every = [lesson for chapter in course["chapters"] for lesson in chapter["lessons"]]
    return next(lesson for lesson in every if lesson["kind"] == "article" and not lesson["free"])


def go_to_checkout(page: Page, slug: str) -> None:
    page.goto(f"/courses/{slug}")
    page.locator(".buybar .btn-primary").click()
    page.wait_for_url(re.compile("/checkout/|/login"))  # a slow page would be pressed on still


def read_whole(page: Page, lesson: dict[str, Any]) -> None:
    page.goto(f"/lessons/{lesson['id']}")
    expect(page.locator("[data-reader]")).to_be_visible()
    expect(page.locator("[data-wall]")).to_have_count(0)


def locked(page: Page, lesson: dict[str, Any]) -> None:
    page.goto(f"/lessons/{lesson['id']}")
    expect(page.locator("[data-wall]")).to_be_visible()


def newest_order(page: Page) -> None:
    page.goto("/me/orders")
    page.locator("main a[href^='/me/orders/']").first.click()
    page.wait_for_url("**/me/orders/*")


def ask_for_refund(page: Page, amount: str) -> list[str]:
    """Three taps. What will happen, and how much comes back, stand there before the last of them."""
    page.get_by_role("link", name="申请退款").click()
    expect(page.locator(".refund-sum")).to_have_text(amount)
    page.wait_for_load_state()
    undo = page.locator(".undo li").all_inner_texts()
    assert any("原路退回" in line for line in undo)
    assert any("不能再学习" in line for line in undo)
    page.get_by_text("最近没有时间学").click()
    page.get_by_role("button", name="提交退款申请").click()
    page.wait_for_url("**/me/orders/*")
    return undo


def find_refund(page: Page, order_no: str) -> None:
    """From the studio's home to the refund, by what waits there."""
    page.goto("/studio/")
    page.get_by_role("link", name=re.compile("退款等你决定")).click()
    page.locator("main tbody tr a[href^='/studio/refunds/']").first.click()
    expect(page.locator("main")).to_contain_text(order_no)


def approve(page: Page) -> None:
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name=re.compile("^同意")).click()
    expect(page.locator(".toast-success")).to_be_visible()


def order_no(page: Page) -> str:
    return page.url.rsplit("/", 1)[1]


def stay_here(page: Page) -> None:
    page.evaluate("window.neverReloaded = true")


def turned_by_itself(page: Page, state: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(state, timeout=SETTLED_WITHIN)
    assert page.evaluate("window.neverReloaded") is True


def books_agree(product: Product) -> None:
    said = subprocess.run(  # noqa: S603
        [*ZHIYU, "ledger", "verify", "--json"],
        env=environment(product.home),
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert said.returncode == 0, said.stdout + said.stderr
    assert json.loads(said.stdout)["journals"] > 0


@pytest.fixture
def operator(desk: BrowserContext) -> Page:
    log_in(desk, PHONES["operator"])
    return desk.new_page()


def test_a_learner_asks_for_money_back_and_the_operator_gives_it(
    phone: BrowserContext, operator: Page, product: Product
) -> None:
    log_in(phone, REFUNDER)
    page = phone.new_page()
    go_to_checkout(page, PHOTOS)
    buy_here(page)
    lesson = paid_article(phone, PHOTOS)
    read_whole(page, lesson)
    newest_order(page)
    undo = ask_for_refund(page, "¥99")
    stay_here(page)
    expect(page.locator(".refund-steps")).to_contain_text("老师处理中")

    find_refund(operator, order_no(page))
    expect(operator.locator(".undo li")).to_have_text(undo, use_inner_text=True)
    approve(operator)

    turned_by_itself(page, "已退款")
    expect(page.locator(".refund-steps")).to_contain_text("钱已原路退回")
    locked(page, lesson)
    books_agree(product)


def test_a_course_never_opened_is_given_back_by_itself(phone: BrowserContext, product: Product) -> None:
    page = phone.new_page()
    go_to_checkout(page, PHOTOS)
    log_in_by_code(page, somebody_new())
    buy_here(page)
    newest_order(page)
    page.get_by_role("link", name="申请退款").click()
    expect(page.locator("main")).to_contain_text("不用等人审核")
    page.go_back()
    ask_for_refund(page, "¥99")
    stay_here(page)
    turned_by_itself(page, "已退款")
    books_agree(product)


def test_a_refusal_says_why_and_the_learner_may_ask_again(phone: BrowserContext, operator: Page) -> None:
    page = phone.new_page()
    go_to_checkout(page, PHOTOS)
    log_in_by_code(page, somebody_new())
    buy_here(page)
    read_whole(page, paid_article(phone, PHOTOS))
    newest_order(page)
    ask_for_refund(page, "¥99")
    stay_here(page)

    find_refund(operator, order_no(page))
    operator.get_by_role("button", name="不同意").click()
    expect(operator.get_by_text("不同意退款时，请告诉学员原因。")).to_be_visible()
    operator.locator("textarea[name=note], input[name=note]").fill("第二课正好讲这个问题，先看完再决定好吗？")
    operator.get_by_role("button", name="不同意").click()
    expect(operator.locator(".state").first).to_have_text("未同意")

    expect(page.locator(".quote")).to_have_text("第二课正好讲这个问题，先看完再决定好吗？", timeout=SETTLED_WITHIN)
    turned_by_itself(page, "已支付")
    ask_for_refund(page, "¥99")
    expect(page.locator(".refund-steps").first).to_contain_text("老师处理中")
    find_refund(operator, order_no(page))
    approve(operator)
    expect(page.get_by_role("heading", level=1)).to_have_text("已退款", timeout=SETTLED_WITHIN)


def be_in_wechat(context: BrowserContext, product: Product, person: str) -> Page:
    """Whose phone it is: each of the simulator's people belongs to one learner."""
    page = context.new_page()
    page.goto(product.sim)
    page.get_by_text(person, exact=True).click()
    with page.expect_navigation():
        page.get_by_role("button", name="就用这个人").click()
    return page


def test_inside_wechat_one_pays_in_place_and_gets_money_back(
    wechat: BrowserContext, operator: Page, product: Product
) -> None:
    page = be_in_wechat(wechat, product, "许知远")
    log_in(wechat, REFUNDER)
    go_to_checkout(page, PHOTOS)
    order_here(page)
    login = page.get_by_role("link", name="用微信登录并付款")
    if login.is_visible():  # once in a school's life; then it is known who that is
        login.click()
        page.wait_for_url("**/orders/*/pay*")
    expect(page.locator("#jsapi")).to_be_visible()
    page.wait_for_load_state()
    look_here(page)
    assert not page.locator(".pay-qr").count()
    pay_at(page, "用微信支付 ¥99")

    lesson = paid_article(wechat, PHOTOS)
    read_whole(page, lesson)
    newest_order(page)
    ask_for_refund(page, "¥99")
    stay_here(page)
    find_refund(operator, order_no(page))
    approve(operator)
    turned_by_itself(page, "已退款")
    locked(page, lesson)
    books_agree(product)


# --- a new school ----------------------------------------------------------------------------------------------


def test_the_printed_link_opens_a_new_school(chromium: Browser, new_school: Running) -> None:
    link = wait("the link is printed", lambda: re.search(r"http://\S+/setup\?token=\S+", new_school.log))
    context = chromium.new_context(viewport=PHONE, locale="zh-CN")
    page = context.new_page()
    page.goto(link[0])
    look_here(page)
    page.get_by_label("学堂名称").fill("一间新学堂")
    page.get_by_label("你的称呼").fill("顾老师")
    page.locator("input[name=phone]").fill("13912345678")
    page.get_by_role("button", name="获取验证码").click()
    expect(page.locator(".demo-sms")).to_contain_text("sms.jsonl")
    look_here(page)
    sent = json.loads((new_school.home / "sms.jsonl").read_text().splitlines()[-1])
    page.locator("input[name=code]").fill(sent["code"])
    page.locator("input[name=agree]").check()
    page.get_by_role("button", name="开张").click()

    page.wait_for_url("**/studio/")
    expect(page.locator("main")).to_contain_text("开张清单")
    page.locator(".steps").get_by_role("link", name="去做").first.click()
    page.wait_for_url(lambda url: not url.endswith("/studio/"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto(f"{new_school.url}/")
    expect(page.locator("body")).to_contain_text("一间新学堂")
    context.close()
