"""A school whose settings name the simulator, and notifications kept back until a test hands them over."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from tests import make
from tests.simulator import Running, running
from wxsim.alipay.keys import alipay_environment
from wxsim.crypto import seal, sign
from wxsim.keys import environment
from zhiyu.accounts.models import User
from zhiyu.commerce import actions
from zhiyu.commerce.models import Order, PaymentAttempt
from zhiyu.commerce.pricing import quote_for
from zhiyu.integrations.alipay.account import connection as alipay_connection
from zhiyu.integrations.alipay.account import opened as alipay_opened
from zhiyu.integrations.wechat_oa.account import official
from zhiyu.integrations.wechat_oa.account import opened as official_opened
from zhiyu.integrations.wechat_pay.account import account, opened
from zhiyu.kernel.clock import now

NOTIFY = "/integrations/wechat-pay/default/notify"
RECORDED = Path(__file__).parent.parent / "recorded" / "wechat_pay"
Letter = tuple[Mapping[str, str], bytes]


@dataclass
class Mailbox:
    """Answers WeChat what the test wants, 200 when nothing is left; after anything else WeChat writes again."""

    letters: list[Letter] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    def __call__(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        assert url == "http://127.0.0.1:8000" + NOTIFY
        self.letters.append((headers, body))
        return self.answers.pop(0) if self.answers else 200


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@contextmanager
def school(home: Path, settings: Settings, **world: Any) -> Iterator[Running]:
    """A simulator of its own that the settings name; ``world`` says how it signs and where its letters go."""
    with running(home, refund_seconds=0.05, **world) as found:
        env = environment(found.world.keys, found.url, signing=found.world.signing)
        settings.PUBLIC_URL = "http://127.0.0.1:8000"
        settings.WECHAT_SIMULATOR_URL = found.url
        settings.WECHAT_PAY = {name: env[f"WECHAT_PAY_{name.upper()}"] for name in settings.WECHAT_PAY}
        told = alipay_environment(found.world.alipay, found.url)
        settings.ALIPAY = ours_at_alipay = {name: told[f"ALIPAY_{name.upper()}"] for name in settings.ALIPAY}
        settings.WECHAT_OA = {name: env[f"WECHAT_OA_{name.upper()}"] for name in settings.WECHAT_OA}
        yield found
        ours, account_ = account(), official()
        assert ours
        assert account_
        ours.pay.transport.http.close()
        account_.http.close()
        opened.cache_clear()
        official_opened.cache_clear()
        alipay_connection(ours_at_alipay["gateway_url"]).close()
        alipay_connection.cache_clear()
        alipay_opened.cache_clear()


@pytest.fixture
def sim(tmp_path: Path, mailbox: Mailbox, settings: Settings) -> Iterator[Running]:
    with school(tmp_path, settings, post=mailbox) as found:
        yield found


def pending_order(*, buyer: User | None = None, price_fen: int = 9_900) -> tuple[Order, PaymentAttempt]:
    """An order with an attempt that WeChat knows nothing of; letters about it are written by the test."""
    buyer = buyer or make.user()
    code = make.course(price_fen=price_fen).product.code
    offer = quote_for([code], buyer_id=buyer.pk)
    order = actions.place_order(
        buyer_id=buyer.pk,
        lines=[(code, 1)],
        shown_total_fen=offer.total_fen,
        accepted=[term.id for term in offer.terms],
    )
    return order, actions.begin_attempt(order_no=order.no, provider="wechat", method="native")


def recorded(name: str, **changes: Any) -> dict[str, Any]:
    resource: dict[str, Any] = json.loads((RECORDED / f"{name}.json").read_text())
    return {**resource, **changes}


def paid(sim: Running, out_trade_no: str, **changes: Any) -> dict[str, Any]:
    """What WeChat's documents show of a payment, speaking of our attempt."""
    keys = sim.world.keys
    ours = {"mchid": keys.mchid, "appid": keys.appid, "out_trade_no": out_trade_no}
    return recorded("transaction_success", **{**ours, **changes})


def letter(
    sim: Running,
    resource: Mapping[str, Any],
    *,
    event: str = "TRANSACTION.SUCCESS",
    number: str = "EV-1",
    key: str = "",
) -> Letter:
    """A notification as WeChat would seal and sign it."""
    keys = sim.world.keys
    plain = json.dumps(resource, ensure_ascii=False).encode()
    whole = {
        "id": number,
        "create_time": "2026-11-21T12:00:01+08:00",
        "resource_type": "encrypt-resource",
        "event_type": event,
        "summary": "支付成功",
        "resource": {"original_type": "transaction", **seal(key or keys.apiv3_key, plain, associated="transaction")},
    }
    return signed(sim, json.dumps(whole, ensure_ascii=False).encode())


def signed(sim: Running, body: bytes, *, late: int = 0) -> Letter:
    stamp = str(int(now().timestamp()) - late)
    headers = {
        "Wechatpay-Timestamp": stamp,
        "Wechatpay-Nonce": "EVDS8rfF",
        "Wechatpay-Serial": sim.world.keys.public_key_id,
        "Wechatpay-Signature": sign(sim.world.keys.platform, f"{stamp}\nEVDS8rfF\n".encode() + body + b"\n"),
        "Content-Type": "application/json",
    }
    return headers, body


def hand_over(sent: Letter, *, path: str = NOTIFY) -> HttpResponse:
    headers, body = sent
    response = Client(enforce_csrf_checks=True).post(
        path, data=body, content_type="application/json", headers={**headers, "Content-Type": "application/json"}
    )
    assert isinstance(response, HttpResponse)
    return response
