"""How the platform signs what it says: with its public key's pair, with a certificate, or, told so, wrongly."""

import secrets

from cryptography.hazmat.primitives.asymmetric import rsa

from wxsim.certificates import current, expired, key_of, listed, rotate
from wxsim.crypto import random_text, sign
from wxsim.store import Certificate
from wxsim.world import World

DAY = 86400
PROBE = "WECHATPAY/SIGNTEST/"


def signature_headers(world: World, body: bytes, *, asked: str = "", on: str = "") -> dict[str, str]:
    """``asked`` is the ``Wechatpay-Serial`` of the call that is answered, ``on`` where planted faults look."""
    faults = world.faults
    serial, key = chosen(world, asked=asked, on=on)
    skew = faults.take("skew", on=on)
    stamp = str(int(world.now() - (float(skew.get("seconds", 600)) if skew is not None else 0)))
    nonce = random_text(32)
    headers = {
        "Request-ID": secrets.token_hex(14).upper(),
        "Wechatpay-Timestamp": stamp,
        "Wechatpay-Nonce": nonce,
        "Wechatpay-Serial": serial,
        "Wechatpay-Signature": sign(key, f"{stamp}\n{nonce}\n".encode() + body + b"\n"),
        "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048",
    }
    if faults.take("bad_signature", on=on) is not None:
        headers["Wechatpay-Signature"] = spoiled(headers["Wechatpay-Signature"])
    if faults.take("sign_probe", on=on) is not None:
        headers["Wechatpay-Signature"] = PROBE + headers["Wechatpay-Signature"][len(PROBE) :]
    if faults.take("unknown_serial", on=on) is not None:
        headers["Wechatpay-Serial"] = unheard_of(serial)
    return headers


def chosen(world: World, *, asked: str, on: str) -> tuple[str, rsa.RSAPrivateKey]:
    if (wanted := world.faults.take("rotation", on=on)) is not None:
        if world.signing == "public_key":
            world.signing = "both"
        return named(rotate(world, overlap=float(wanted.get("overlap_seconds", DAY))))
    if world.faults.take("expired_certificate", on=on) is not None:
        return named(expired(world))
    if found := next((one for one in listed(world) if one.serial == asked), None):
        return named(found)
    if asked == world.keys.public_key_id or (not asked and world.next_by_public_key()):
        return world.keys.public_key_id, world.keys.platform
    return named(current(world))


def named(certificate: Certificate) -> tuple[str, rsa.RSAPrivateKey]:
    return certificate.serial, key_of(certificate)


def unheard_of(serial: str) -> str:
    """A serial of the same kind."""
    return serial[:-6] + "000000" if serial.startswith("PUB_KEY_ID_") else secrets.token_hex(20).upper()


def spoiled(signature: str) -> str:
    """Still Base64 of the right length, signing nothing."""
    return signature[::-1].lstrip("=")[:340].ljust(342, "A") + "=="
