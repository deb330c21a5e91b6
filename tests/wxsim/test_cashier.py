import html
import re

from tests.simulator import Running
from tests.wxsim.conftest import Merchant, order
from zhiyu.wechat.pay import Purchase

BACK = "http://127.0.0.1:9/orders/1/done?a=1&b=2"


def open_sheet(sim: Running, code: str, back: str = BACK) -> str:
    answer = sim.http.get(f"{sim.url}/cashier", params={"code_url": code, "redirect_url": back})
    assert answer.status_code == 200, answer.text
    return answer.text


def tap(sim: Running, page: str, **fields: str) -> str:
    hidden = {
        name: html.unescape(value) for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page)
    }
    return sim.http.post(f"{sim.url}/cashier/pay", data={**hidden, **fields}, follow_redirects=True).text


def test_one_looks_taps_and_is_led_back(sim: Running, merchant: Merchant) -> None:
    page = open_sheet(sim, order(sim, description="<b>写作营</b>"))
    assert "99.00" in page
    assert "立即支付" in page
    assert "&lt;b&gt;写作营" in page

    done = tap(sim, page, person="2")
    sim.settled()
    assert "支付成功" in done
    assert f'content="2;url={html.escape(BACK)}"' in done
    assert len(merchant.came) == 1
    assert sim.ask("orders")["items"][0]["payer"]["openid"] == sim.ask("people")["items"][1]["openid"]


def test_two_taps_pay_once(sim: Running, merchant: Merchant) -> None:
    page = open_sheet(sim, order(sim))
    tap(sim, page)

    assert "支付成功" in tap(sim, page)
    sim.settled()
    assert len(merchant.came) == 1


def test_a_jsapi_order_is_paid_by_its_own_person(sim: Running) -> None:
    openid = sim.ask("people")["items"][2]["openid"]
    purchase = Purchase(
        out_trade_no="20261121000009", description="x", total_fen=5, notify_url="http://127.0.0.1:9/notify"
    )
    prepay_id = sim.pay().jsapi(purchase, openid=openid)["package"].removeprefix("prepay_id=")
    page = sim.http.get(f"{sim.url}/cashier", params={"prepay_id": prepay_id}).text
    assert "更换" not in page

    tap(sim, page, person="1")
    assert sim.ask("orders")["items"][0]["payer"]["openid"] == openid


def test_a_closed_order_says_so(sim: Running) -> None:
    code = order(sim)
    sim.pay().close("20261121000001")

    answer = sim.http.get(f"{sim.url}/cashier", params={"code_url": code})
    assert answer.status_code == 410
    assert "没有扣款" in answer.text


def test_cancelling_without_a_way_back_offers_to_pay_again(sim: Running) -> None:
    page = open_sheet(sim, order(sim), back="javascript:alert(1)")
    assert "javascript:" not in page

    cancel = html.unescape(re.findall(r'class="button" href="([^"]+)"', page)[0])
    assert "重新支付" in sim.http.get(sim.url + cancel).text


def test_cancelling_leads_to_where_the_shop_says_one_has_not_paid(sim: Running) -> None:
    unpaid = "http://127.0.0.1:9/orders/1/pay?unpaid=1"
    sheet = {"code_url": order(sim), "redirect_url": BACK, "cancel_url": unpaid}
    page = sim.http.get(f"{sim.url}/cashier", params=sheet).text
    assert re.findall(r'class="button" href="([^"]+)"', page) == [html.escape(unpaid)]

    page = sim.http.get(f"{sim.url}/cashier", params={**sheet, "cancel_url": "javascript:alert(1)"}).text
    assert re.findall(r'class="button" href="([^"]+)"', page) == [html.escape(BACK)]


def test_a_code_nobody_gave_out(sim: Running) -> None:
    assert sim.http.get(f"{sim.url}/cashier", params={"code_url": "weixin://x"}).status_code == 410
    assert sim.http.get(f"{sim.url}/cashier").status_code == 410


def test_the_front_page_lists_what_there_is_to_pay_and_changes_the_phones_owner(sim: Running) -> None:
    assert "还没有订单" in sim.http.get(sim.url + "/").text
    order(sim, description="声音课")
    sim.http.post(f"{sim.url}/_sim/person", data={"person": "4"})

    page = sim.http.get(sim.url + "/").text
    way = html.unescape(re.findall(r'class="button" href="([^"]+)"', page)[0])
    assert "声音课" in page
    assert re.search(r'value="4" checked', page)
    assert "立即支付" in sim.http.get(sim.url + way).text
