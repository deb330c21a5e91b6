"""What a channel is called, also for money that came by one that is switched off by now."""

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string


def channel_name(provider: str) -> str | Promise:
    path = settings.PAYMENT_PROVIDERS.get(provider)
    found: str | Promise = import_string(path).label if path else provider
    return found
