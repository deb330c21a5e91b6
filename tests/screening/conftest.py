import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def pay_channel(settings: Settings) -> None:
    settings.PAYMENT_PROVIDERS = {"wechat": "tests.commerce.fakepay.FakePay"}
