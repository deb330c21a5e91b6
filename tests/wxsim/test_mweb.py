"""WeChat's page for phones: five minutes, from a known domain, and back."""

import html
import re
from urllib.parse import parse_qs, urlsplit

import httpx

from tests.simulator import Running
from tests.wxsim.conftest import NOTIFY, Merchant
from zhiyu.wechat.pay import Purchase

NO = "20261121000007"
SHOP = "http://127.0.0.1:9/"
BACK = "http://127.0.0.1:9/orders/1/done?a=1&b=2"


def opened(sim: Running, *, referer: str = SHOP, back: str = BACK) -> httpx.Response:
    purchase = Purchase(out_trade_no=NO, description="七天写作营", total_fen=9_900, notify_url=NOTIFY)
    address = sim.pay().h5(purchase, client_ip="127.0.0.1")
    return again(sim, address, referer=referer, back=back)


def again(sim: Running, address: str, *, referer: str = SHOP, back: str = BACK) -> httpx.Response:
    query = {**{name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}, "redirect_url": back}
    headers = {"Referer": referer} if referer else {}
    return sim.http.get(address.partition("?")[0], params=query, headers=headers)


def sheet_of(answer: httpx.Response) -> str:
    found = re.search(r'content="2;url=([^"]+)"', answer.text)
    assert found
    return html.unescape(found[1])


def test_it_leads_into_wechat_and_back_once_paid(sim: Running, merchant: Merchant) -> None:
    answer = opened(sim)
    assert "正在打开微信" in answer.text

    sheet = sim.http.get(sim.url + sheet_of(answer)).text
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', sheet))
    fields = {name: html.unescape(value) for name, value in fields.items()}
    done = sim.http.post(f"{sim.url}/cashier/pay", data=fields, follow_redirects=True).text
    assert f'content="2;url={html.escape(BACK)}"' in done
    sim.settled()
    assert len(merchant.came) == 1
    assert sim.ask("orders")["items"][0]["trade_type"] == "MWEB"


def test_cancelling_leads_back_too(sim: Running) -> None:
    sheet = sim.http.get(sim.url + sheet_of(opened(sim))).text

    assert html.unescape(re.findall(r'class="button" href="([^"]+)"', sheet)[0]) == BACK


def test_without_an_address_one_comes_back_to_the_shop(sim: Running) -> None:
    answer = opened(sim, back="")

    assert parse_qs(urlsplit(sheet_of(answer)).query)["redirect_url"] == [SHOP]


def test_whoever_hides_where_they_come_from_is_not_let_in(sim: Running) -> None:
    answer = opened(sim, referer="")

    assert (answer.status_code, "Referer" in answer.text) == (410, True)


def test_after_five_minutes_it_opens_no_more_and_an_open_sheet_still_does(sim: Running) -> None:
    purchase = Purchase(out_trade_no=NO, description="七天写作营", total_fen=9_900, notify_url=NOTIFY)
    address = sim.pay().h5(purchase, client_ip="127.0.0.1")
    sheet = sheet_of(again(sim, address))
    sim.tell("clock", offset_seconds=301)

    assert "支付链接已失效" in again(sim, address).text
    assert "立即支付" in sim.http.get(sim.url + sheet).text
