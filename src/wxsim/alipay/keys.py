"""Keys and names of the pretended Alipay, made at the first start and kept."""

import json
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa

from wxsim.alipay import papers
from wxsim.alipay.pen import AlipayKeys
from wxsim.keys import private_pem, public_pem, read_key, write

APP, PLATFORM, PUBLIC, NAMES = (
    "alipay_app_private_key.pem",
    "alipay_private_key.pem",
    "alipay_public_key.pem",
    "alipay_names.json",
)


def make(folder: Path) -> None:
    """The names come last, so that a folder without them is an unfinished one."""
    app = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    platform = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    write(folder / APP, private_pem(app))
    write(folder / PLATFORM, private_pem(platform))
    write(folder / PUBLIC, public_pem(platform.public_key()))
    names = {"app_id": f"2021{secrets.randbelow(10**12):012d}", "seller_id": f"2088{secrets.randbelow(10**12):012d}"}
    write(folder / NAMES, json.dumps(names, indent=1))


def open_alipay_keys(folder: Path) -> AlipayKeys:
    if not (folder / NAMES).exists():
        make(folder)
    names = json.loads((folder / NAMES).read_text(encoding="utf-8"))
    merchant = read_key(folder / APP).public_key()
    if not (folder / papers.ROOTS).exists():  # the last of them: a folder without it is an older or an unfinished one
        papers.make(folder, merchant, names["app_id"])
    return AlipayKeys(folder, names["app_id"], names["seller_id"], merchant, read_key(folder / PLATFORM))


def alipay_environment(keys: AlipayKeys, url: str) -> dict[str, str]:
    return {
        "ALIPAY_APP_ID": keys.app_id,
        "ALIPAY_SELLER_ID": keys.seller_id,
        "ALIPAY_PRIVATE_KEY": str(keys.folder / APP),
        "ALIPAY_PUBLIC_KEY": str(keys.folder / PUBLIC),
        "ALIPAY_GATEWAY_URL": f"{url}/alipay/gateway.do",
    }
