"""A merchant account: its numbers, its keys, its client. Settings know one, named ``default``."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from zhiyu.wechat.pay import Pay
from zhiyu.wechat.signing import Signer, Verifiers, private_key, public_key
from zhiyu.wechat.transport import Transport

DEFAULT = "default"


@dataclass(frozen=True)
class Account:
    name: str
    apiv3_key: str
    pay: Pay

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
    verifiers = Verifiers({given["public_key_id"]: public_key(pem(given["public_key"]))})
    hosts = tuple(dict.fromkeys(host.rstrip("/") for host in (given["base_url"], given["backup_url"]) if host))
    transport = Transport(signer, verifiers, hosts, given["public_key_id"])
    return Account(DEFAULT, given["apiv3_key"], Pay(given["mchid"], given["appid"], transport))


def pem(given: str) -> str:
    """A PEM text, or the path of one."""
    return given if given.lstrip().startswith("-----BEGIN") else Path(given).read_text(encoding="ascii")
