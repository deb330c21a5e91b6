"""An app at Alipay: its numbers, its keys or certificates, its gateway. Settings know one, named ``default``."""

from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

import httpx
from django.conf import settings

from zhiyu.integrations.alipay import shelf
from zhiyu.integrations.alipay.gateway import TIMEOUT, ByCertificate, Gateway, Trust
from zhiyu.integrations.alipay.signing import PEM, Signer, Verifier, private_key, public_key
from zhiyu.kernel.calling import client

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
    return opened(tuple(sorted(settings.ALIPAY.items())), shelf.texts(name))


@lru_cache(maxsize=4)
def opened(setting: tuple[tuple[str, str], ...], kept: shelf.Texts) -> Account:
    """Keys are read and connections kept once per process, and again when a certificate changes."""
    given = dict(setting)
    signer = Signer(private_key(key_text(given["private_key"])))
    if (papers := shelf.papers(kept)) is not None:
        trust: Trust = ByCertificate(papers, keep=partial(shelf.keep_successor, DEFAULT))
    else:
        trust = Verifier(public_key(key_text(given["public_key"])))
    url = given["gateway_url"]
    return Account(DEFAULT, given["seller_id"], Gateway(given["app_id"], url, signer, trust, connection(url)))


@lru_cache(maxsize=4)
def connection(url: str) -> httpx.Client:
    """A change of certificates keeps it."""
    del url
    return client(TIMEOUT)


def key_text(given: str) -> str:
    """A key's text, or the path of a file that holds it."""
    if given.lstrip().startswith(PEM) or not Path(given).is_file():
        return given
    return Path(given).read_text(encoding="ascii")
