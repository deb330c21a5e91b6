"""A merchant account: its numbers, its keys, its client. Settings know one, named ``default``."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from zhiyu.integrations.wechat_pay.shelf import Shelf
from zhiyu.wechat.pay import Pay
from zhiyu.wechat.signing import Signer, Verifiers, private_key, public_key
from zhiyu.wechat.transport import Transport

DEFAULT = "default"


@dataclass(frozen=True)
class Account:
    name: str
    apiv3_key: str
    pay: Pay
    shelf: Shelf

    @property
    def verifiers(self) -> Verifiers:
        return self.pay.transport.verifiers


def account(name: str = DEFAULT) -> Account | None:
    """The account of that name, or None when there is none or WeChat Pay is not set up."""
    if name != DEFAULT or not settings.WECHAT_PAY["mchid"]:
        return None
    return opened(tuple(sorted(settings.WECHAT_PAY.items())))


@lru_cache(maxsize=4)
def opened(setting: tuple[tuple[str, str], ...]) -> Account:
    """Keys are read and connections kept once per process."""
    given = dict(setting)
    signer = Signer(given["mchid"], given["serial"], private_key(pem(given["private_key"])))
    hosts = tuple(dict.fromkeys(host.rstrip("/") for host in (given["base_url"], given["backup_url"]) if host))
    asking = Transport(signer, Verifiers(public_keys(given)), hosts, given["public_key_id"])
    shelf = Shelf(DEFAULT, given["apiv3_key"], asking)
    transport = replace(asking, verifiers=replace(asking.verifiers, certificate=shelf.key))
    return Account(DEFAULT, given["apiv3_key"], Pay(given["mchid"], given["appid"], transport), shelf)


def public_keys(given: Mapping[str, str]) -> dict[str, RSAPublicKey]:
    """WeChat Pay's public key by its id; none when the account has platform certificates only."""
    number, key = given["public_key_id"], given["public_key"]
    if bool(number) != bool(key):
        raise ImproperlyConfigured("WECHAT_PAY_PUBLIC_KEY and WECHAT_PAY_PUBLIC_KEY_ID are set together or not at all")
    return {number: public_key(pem(key))} if number else {}


def pem(given: str) -> str:
    """A PEM text, or the path of one."""
    return given if given.lstrip().startswith("-----BEGIN") else Path(given).read_text(encoding="ascii")
