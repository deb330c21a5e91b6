"""An app at Alipay: its numbers, its keys, its gateway. Settings know one, named ``default``."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from zhiyu.integrations.alipay.gateway import Gateway
from zhiyu.integrations.alipay.signing import PEM, Signer, Verifier, private_key, public_key

DEFAULT = "default"


@dataclass(frozen=True)
class Account:
    name: str
    seller_id: str
    gateway: Gateway


def account(name: str = DEFAULT) -> Account | None:
    """The account of that name, or None when there is none or Alipay is not set up."""
    if name != DEFAULT or not settings.ALIPAY["app_id"]:
        return None
    return opened(tuple(sorted(settings.ALIPAY.items())))


@lru_cache(maxsize=4)
def opened(setting: tuple[tuple[str, str], ...]) -> Account:
    """Keys are read and connections kept once per process."""
    given = dict(setting)
    signer = Signer(private_key(key_text(given["private_key"])))
    verifier = Verifier(public_key(key_text(given["public_key"])))
    return Account(DEFAULT, given["seller_id"], Gateway(given["app_id"], given["gateway_url"], signer, verifier))


def key_text(given: str) -> str:
    """A key's text, or the path of a file that holds it."""
    if given.lstrip().startswith(PEM) or not Path(given).is_file():
        return given
    return Path(given).read_text(encoding="ascii")
