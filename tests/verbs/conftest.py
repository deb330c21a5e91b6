import pytest
from pytest_django import Settings

from tests.commerce.fakepay import FakePay, channel


@pytest.fixture(autouse=True)
def pay_channel(settings: Settings) -> FakePay:
    settings.PAYMENT_PROVIDERS = {"wechat": "tests.commerce.fakepay.FakePay"}
    made = channel()
    made.__init__()  # type: ignore[misc]
    return made
