"""Keys and names of the pretended platform, made at the first start and kept, and the product's environment file."""

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from wxsim.crypto import random_text

FILES = ("merchant_private_key.pem", "platform_private_key.pem", "platform_public_key.pem", "names.json")


@dataclass(frozen=True)
class Keys:
    folder: Path
    mchid: str
    appid: str
    secret: str
    apiv3_key: str
    serial: str
    public_key_id: str
    merchant: rsa.RSAPublicKey
    platform: rsa.RSAPrivateKey

    @property
    def merchant_pem(self) -> Path:
        return self.folder / "merchant_private_key.pem"

    @property
    def platform_pem(self) -> Path:
        return self.folder / "platform_public_key.pem"


def write(path: Path, content: bytes | str) -> None:
    """Whole or not at all, readable by the owner only."""
    made = path.with_suffix(f".{os.getpid()}.tmp")
    made.touch(mode=0o600)
    made.write_bytes(content.encode() if isinstance(content, str) else content)
    made.replace(path)


def private_pem(key: rsa.RSAPrivateKey) -> bytes:
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())


def public_pem(key: rsa.RSAPublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def read_key(path: Path) -> rsa.RSAPrivateKey:
    key = serialization.load_pem_private_key(
        path.read_bytes(),
        password=None,
        unsafe_skip_rsa_key_validation=True,  # made here
    )
    if not isinstance(key, rsa.RSAPrivateKey):
        raise SystemExit(f"{path} is no RSA key; delete the folder {path.parent} to make new ones")
    return key


def make(folder: Path) -> None:
    """New keys; ``names.json`` comes last, so a folder without it is an unfinished one and is made again."""
    merchant = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    platform = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    write(folder / "merchant_private_key.pem", private_pem(merchant))
    write(folder / "platform_private_key.pem", private_pem(platform))
    write(folder / "platform_public_key.pem", public_pem(platform.public_key()))
    names = {
        "mchid": f"16{secrets.randbelow(10**8):08d}",
        "appid": f"wx{secrets.token_hex(8)}",
        "secret": secrets.token_hex(16),
        "apiv3_key": random_text(32),
        "serial": secrets.token_hex(20).upper(),
        "public_key_id": f"PUB_KEY_ID_01{secrets.randbelow(10**28):028d}",
    }
    write(folder / "names.json", json.dumps(names, indent=1))


def open_keys(folder: Path) -> Keys:
    folder.mkdir(parents=True, exist_ok=True)
    if not all((folder / name).exists() for name in FILES):
        make(folder)
    return Keys(
        folder=folder,
        **json.loads((folder / "names.json").read_text()),
        merchant=read_key(folder / "merchant_private_key.pem").public_key(),
        platform=read_key(folder / "platform_private_key.pem"),
    )


def environment(keys: Keys, url: str, *, signing: str = "public_key") -> dict[str, str]:
    """A merchant who has certificates only is told no public key."""
    public = signing != "certificate"
    return {
        "WECHAT_SIMULATOR_URL": url,
        "WECHAT_PAY_MCHID": keys.mchid,
        "WECHAT_PAY_APPID": keys.appid,
        "WECHAT_PAY_APIV3_KEY": keys.apiv3_key,
        "WECHAT_PAY_SERIAL": keys.serial,
        "WECHAT_PAY_PRIVATE_KEY": str(keys.merchant_pem),
        "WECHAT_PAY_PUBLIC_KEY_ID": keys.public_key_id if public else "",
        "WECHAT_PAY_PUBLIC_KEY": str(keys.platform_pem) if public else "",
        "WECHAT_PAY_BASE_URL": url,
        "WECHAT_PAY_BACKUP_URL": url,
        "WECHAT_OA_APPID": keys.appid,
        "WECHAT_OA_SECRET": keys.secret,
        "WECHAT_OA_BASE_URL": url,
        "WECHAT_OA_OPEN_URL": url,
    }


def write_environment(keys: Keys, url: str, *, signing: str = "public_key", more: Mapping[str, str]) -> None:
    """``more``: what the pretended Alipay tells its client."""
    lines = [f"{name}={value}" for name, value in {**environment(keys, url, signing=signing), **more}.items()]
    write(keys.folder / "env", "\n".join(lines) + "\n")
