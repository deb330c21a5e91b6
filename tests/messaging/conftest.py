from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from tests.commerce.fakepay import channel
from tests.messaging import fake
from zhiyu.kernel.clock import day_start
from zhiyu.messaging import templates

# Of a day near the real one: the database has a clock of its own, by which logins end.
NOON = day_start() + timedelta(hours=12)
TEMPLATE = templates.Template(
    name="test.paid",
    topic=templates.Topic.ORDERS,
    icon="bell",
    title="付款成功",
    text="%(title)s已经开通，付款 %(amount)s。",
    sms="你买的%(title)s已付款%(amount)s。",
    link=lambda facts: f"/me/orders/{facts['order']}",
    sample={"order": "1", "title": "水彩", "count": 1, "amount_fen": 9_900},
)
FACTS: templates.Facts = TEMPLATE.sample


@pytest.fixture(autouse=True)
def phone(settings: Settings) -> Iterator[fake.Phone]:
    settings.MESSAGE_CHANNELS = {"sms": "tests.messaging.fake.FakeChannel"}
    settings.PAYMENT_PROVIDERS = {"wechat": "tests.commerce.fakepay.FakePay"}
    channel().__init__()  # type: ignore[misc]
    known = dict(templates._newest), dict(templates._all)  # noqa: SLF001 -- put back as it was
    templates.register(TEMPLATE)
    fake.THE.__init__()  # type: ignore[misc]
    yield fake.THE
    templates._newest.clear()  # noqa: SLF001
    templates._all.clear()  # noqa: SLF001
    templates._newest.update(known[0])  # noqa: SLF001
    templates._all.update(known[1])  # noqa: SLF001


class Clock:
    """``at`` is now, until a test says otherwise."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(timezone, "now", made)
    return made
