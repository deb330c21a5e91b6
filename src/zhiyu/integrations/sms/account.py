"""The settings of the SMS account that this school pays."""

from dataclasses import dataclass, field

from django.conf import settings


@dataclass(frozen=True)
class SmsAccount:
    access_key: str
    secret_key: str = field(repr=False)
    sign_name: str
    template_code: str
    app_id: str
    region: str
    base_url: str


def account() -> SmsAccount:
    return SmsAccount(**settings.SMS)
