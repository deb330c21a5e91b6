"""The simulator refuses what the real platform refuses; the calls are signed by ``wechatpayv3``."""

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest
from wechatpayv3.utils import build_authorization, load_private_key, rsa_verify

from tests.simulator import Running
from tests.wxsim.conftest import NOTIFY
from zhiyu.kernel.clock import now

PATH = "/v3/pay/transactions/native"


def order_body(sim: Running, **changes: Any) -> dict[str, Any]:
    body = {
        "appid": sim.world.keys.appid,
        "mchid": sim.world.keys.mchid,
        "description": "七天写作营",
        "out_trade_no": "20261121000001",
        "notify_url": NOTIFY,
        "amount": {"total": 1, "currency": "CNY"},
        **changes,
    }
    return {name: value for name, value in body.items() if value is not None}


def send(sim: Running, content: Any, *, signed: str | None = None, path: str = PATH, **headers: str) -> httpx.Response:
    """The content as JSON; ``signed`` is what the signature is made of, when that is something else."""
    body = content if isinstance(content, str) else json.dumps(content)
    key = load_private_key(sim.world.keys.merchant_pem.read_text())
    given = {"mchid": sim.world.keys.mchid, "serial_no": sim.world.keys.serial}
    authorization = build_authorization(path, "POST", private_key=key, data=signed or body, **given)
    usual = {"Accept": "application/json", "Content-Type": "application/json", "Authorization": authorization}
    return sim.http.post(sim.url + path, content=body.encode(), headers={**usual, **headers})


def test_an_order_signed_by_the_oracle_is_taken_and_its_answer_verifies(sim: Running) -> None:
    answer = send(sim, order_body(sim))

    assert answer.json()["code_url"].startswith("weixin://wxpay/bizpayurl?pr=")
    said = answer.headers
    key = sim.world.keys.platform.public_key()
    stamp, nonce = said["Wechatpay-Timestamp"], said["Wechatpay-Nonce"]
    assert rsa_verify(stamp, nonce, answer.text, said["Wechatpay-Signature"], key)
    assert said["Wechatpay-Serial"] == sim.world.keys.public_key_id
    assert said["Request-ID"]


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"description": None}, 400, "PARAM_ERROR"),
        ({"description": "长" * 128}, 400, "PARAM_ERROR"),
        ({"out_trade_no": "short"}, 400, "PARAM_ERROR"),
        ({"out_trade_no": "订单20261121"}, 400, "PARAM_ERROR"),
        ({"out_trade_no": "9" * 33}, 400, "PARAM_ERROR"),
        ({"notify_url": "http://school.example/notify"}, 400, "PARAM_ERROR"),
        ({"notify_url": "https://school.example/notify?x=1"}, 400, "PARAM_ERROR"),
        ({"amount": {"total": 0}}, 400, "PARAM_ERROR"),
        ({"amount": {"total": 1.5}}, 400, "PARAM_ERROR"),
        ({"amount": {"total": True}}, 400, "PARAM_ERROR"),
        ({"amount": {"total": 1, "currency": "USD"}}, 400, "PARAM_ERROR"),
        ({"amount": None}, 400, "PARAM_ERROR"),
        ({"mchid": "1900000001"}, 400, "PARAM_ERROR"),
        ({"appid": "wx0000000000000000"}, 400, "APPID_MCHID_NOT_MATCH"),
        ({"time_expire": "tomorrow"}, 400, "PARAM_ERROR"),
        ({"time_expire": (now() + timedelta(seconds=20)).isoformat()}, 400, "INVALID_REQUEST"),
        ({"time_expire": (now() + timedelta(days=91)).isoformat()}, 400, "INVALID_REQUEST"),
    ],
)
def test_orders_that_wechat_would_refuse(sim: Running, changes: dict[str, Any], status: int, code: str) -> None:
    answer = send(sim, order_body(sim, **changes))

    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"Authorization": ""}, 401, "SIGN_ERROR"),
        ({"Authorization": "Bearer abc"}, 401, "SIGN_ERROR"),
        ({"Accept": "text/html"}, 400, "PARAM_ERROR"),
        ({"User-Agent": ""}, 400, "PARAM_ERROR"),
        ({"Content-Type": "text/plain"}, 415, "PARAM_ERROR"),
        ({"Wechatpay-Serial": "PUB_KEY_ID_00"}, 400, "PARAM_ERROR"),
    ],
)
def test_calls_with_wrong_headers(sim: Running, headers: dict[str, str], status: int, code: str) -> None:
    answer = send(sim, order_body(sim), **headers)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_body_that_was_changed_after_signing(sim: Running) -> None:
    answer = send(sim, order_body(sim, amount={"total": 1}), signed=json.dumps(order_body(sim)))

    assert (answer.status_code, answer.json()["detail"]["issue"]) == (401, "sign not match")


def test_a_call_signed_six_minutes_ago(sim: Running) -> None:
    sim.tell("clock", offset_seconds=360)

    assert send(sim, order_body(sim)).status_code == 401


@pytest.mark.parametrize("content", ["", "not json", "[1]"])
def test_a_body_that_is_no_object(sim: Running, content: str) -> None:
    answer = send(sim, content)

    assert answer.status_code == 400


def test_unknown_addresses_and_methods(sim: Running) -> None:
    assert sim.http.get(f"{sim.url}/v3/nowhere").status_code == 404
    assert sim.http.get(f"{sim.url}{PATH}").status_code == 405
