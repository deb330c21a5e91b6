"""A school that takes Alipay, and Alipay's forms kept back until a test hands them over."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from tests import make
from tests.integrations.conftest import school
from tests.simulator import Running, wait_for
from wxsim.alipay.pen import sealed
from zhiyu.accounts.models import User
from zhiyu.commerce import actions
from zhiyu.commerce.models import Order
from zhiyu.commerce.payments import PayClient
from zhiyu.commerce.pricing import quote_for

NOTIFY = "/integrations/alipay/default/notify"
BACK = "http://127.0.0.1:8000/orders/1/done"


@dataclass
class Ears:
    """Answers Alipay what the test wants, ``success`` when nothing is left."""

    forms: list[bytes] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)

    def __call__(self, url: str, headers: Mapping[str, str], body: bytes) -> str:
        assert url == "http://127.0.0.1:8000" + NOTIFY
        assert headers["Content-Type"].startswith("application/x-www-form-urlencoded")
        self.forms.append(body)
        return self.answers.pop(0) if self.answers else "success"

    def wait(self, count: int) -> list[bytes]:
        wait_for(lambda: len(self.forms) >= count)
        return self.forms


@pytest.fixture
def ears() -> Ears:
    return Ears()


@pytest.fixture
def sim(tmp_path: Path, ears: Ears, settings: Settings) -> Iterator[Running]:
    with school(tmp_path, settings, post=lambda *_: 200, hear=ears, pace=0.0004) as found:
        yield found


def pending_order(*, buyer: User | None = None, price_fen: int = 9_900) -> Order:
    buyer = buyer or make.user()
    code = make.course(price_fen=price_fen).product.code
    offer = quote_for([code], buyer_id=buyer.pk)
    return actions.place_order(
        buyer_id=buyer.pk,
        lines=[(code, 1)],
        shown_total_fen=offer.total_fen,
        accepted=[term.id for term in offer.terms],
    )


def started(sim: Running, order: Order | None = None, *, method: str = "alipay_wap") -> tuple[Order, str]:
    """Somebody opens Alipay's page for an order; the number of the attempt."""
    order = order or pending_order()
    client = PayClient(back=BACK)
    start = actions.start_payment(order_no=order.no, buyer_id=order.buyer_id, method=method, client=client)
    answer = sim.http.get(start.page_url, follow_redirects=True)
    assert answer.status_code == 200, answer.text
    assert "确认付款" in answer.text
    return order, start.out_trade_no


def hand_over(form: bytes, *, path: str = NOTIFY) -> HttpResponse:
    response = Client(enforce_csrf_checks=True).post(
        path, data=form, content_type="application/x-www-form-urlencoded; charset=utf-8"
    )
    assert isinstance(response, HttpResponse)
    return response


def said(form: bytes) -> dict[str, str]:
    return dict(parse_qsl(form.decode(), keep_blank_values=True))


def signed_again(sim: Running, form: bytes, **changes: str) -> bytes:
    """The same notification, saying something else and rightly signed."""
    fields = {**said(form), **changes}
    return urlencode(sealed(sim.world.alipay, fields)).encode()


def paid(sim: Running, ears: Ears, **options: Any) -> Order:
    """Bought and told of."""
    order, no = started(sim, **options)
    sim.tell("pay", out_trade_no=no)
    assert hand_over(ears.wait(1)[0]).content == b"success"
    order.refresh_from_db()
    return order
