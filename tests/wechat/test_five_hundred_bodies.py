"""Two other readings of the protocol, each way, over 500 bodies: what one signs or seals the other takes."""

import base64
import random
import time
from functools import cache
from typing import Any

import pytest
from wechatpayv3.utils import aes_decrypt, rsa_sign, rsa_verify

from tests import oracles
from tests.wechat.test_bills import bill
from tests.wechat.test_oracle import KEY, MERCHANT, PLATFORM, SERIAL, SIGNER, VERIFIERS, fields_of
from wxsim.keys import private_pem, public_pem
from zhiyu.wechat.aead import decrypt, encrypt
from zhiyu.wechat.bills import read_trades
from zhiyu.wechat.errors import BadSignature

COUNT = 500
TARGET = "/v3/pay/transactions/native?note=%E4%B8%AD"
IV = "0123456789ab"
SPECIAL = [
    "",
    "七天写作营",
    "🎉👩‍🏫🏳️‍🌈",
    '{"a":"\\u0000"}',
    "a\nb\r\n",
    "\x00\x7f",
    "\ufeff{}",
    " ",
    "中" * 349_525,
    "x" * 1_048_576,
]
ALPHABETS = ['abcXYZ019 {}[]":,\\/\n\t', "一二三学堂课程，。？", "🎉🚀👍🏽é\u202eא\u200b", "\x00\x01\x1f\x7f\x80ÿ"]


@cache
def bodies() -> list[str]:
    dice = random.Random(20261121)
    made = ["".join(dice.choices(dice.choice(ALPHABETS), k=dice.randrange(1, 1500))) for _ in range(COUNT)]
    return SPECIAL + made[len(SPECIAL) :]


def associated(index: int) -> str:
    return ("", "transaction", "退款")[index % 3]


@cache
def ours() -> list[dict[str, str]]:
    """Each body as we sign and seal it."""
    found = []
    for index, body in enumerate(bodies()):
        said = fields_of(SIGNER.authorization("POST", TARGET, body.encode()))
        words = associated(index)
        found.append(
            {
                "method": "POST",
                "target": TARGET,
                "body": body,
                "stamp": said["timestamp"],
                "nonce": said["nonce_str"],
                "signature": said["signature"],
                "iv": IV,
                "associated": words,
                "ciphertext": encrypt(KEY, nonce=IV, associated=words, plain=body.encode()),
            }
        )
    return found


@pytest.fixture(scope="module")
def axios() -> Any:
    keys = {
        "merchantPublic": public_pem(MERCHANT.public_key()).decode(),
        "platformPrivate": private_pem(PLATFORM).decode(),
        "apiv3": KEY,
    }
    return oracles.ask("wechatpay.js", {"keys": keys, "cases": ours(), "bill": base64.b64encode(bill()).decode()})


def believed(body: bytes, *, stamp: str, nonce: str, signature: str) -> bool:
    headers = {"Timestamp": stamp, "Nonce": nonce, "Serial": SERIAL, "Signature": signature}
    try:
        VERIFIERS.verify({f"Wechatpay-{name}": value for name, value in headers.items()}, body)
    except BadSignature:
        return False
    return True


def test_axios_plugin_believes_what_we_sign_and_nothing_else(axios: Any) -> None:
    said = [(one["verified"], one["changed"], one["opened"]) for one in axios["cases"]]

    assert said == [(True, False, True)] * COUNT


def test_we_believe_what_axios_plugin_signs_and_open_what_it_seals(axios: Any) -> None:
    for asked, said in zip(ours(), axios["cases"], strict=True):
        body, how = asked["body"].encode(), {"stamp": asked["stamp"], "nonce": asked["nonce"]}
        assert believed(body, **how, signature=said["signature"])
        assert not believed(body + b" ", **how, signature=said["signature"])
        opened = decrypt(KEY, nonce=IV, associated=asked["associated"], ciphertext=said["ciphertext"])
        assert opened == body


def test_both_seal_alike_to_the_byte(axios: Any) -> None:
    assert [one["ciphertext"] for one in axios["cases"]] == [one["ciphertext"] for one in ours()]


def test_axios_plugin_reads_the_same_bill(axios: Any) -> None:
    trades = read_trades(bill())

    assert [row["商户订单号"] for row in axios["bill"]["rows"]] == [one.out_trade_no for one in trades]
    assert [row["手续费"] for row in axios["bill"]["rows"]] == ["0.59000", "-0.05000"]
    assert axios["bill"]["summary"]["总交易单数"] == str(len(trades))


def test_wechatpayv3_believes_what_we_sign_and_opens_what_we_seal() -> None:
    key = MERCHANT.public_key()
    for one in ours():
        lines = f"POST\n{TARGET}\n{one['stamp']}"
        assert rsa_verify(lines, one["nonce"], one["body"], one["signature"], key)
        assert not rsa_verify(lines, one["nonce"], one["body"] + " ", one["signature"], key)
        assert aes_decrypt(IV, one["ciphertext"], one["associated"], KEY) == one["body"]


def test_we_believe_what_wechatpayv3_signs() -> None:
    stamp = str(int(time.time()))
    for body in bodies():
        signature = rsa_sign(PLATFORM, f"{stamp}\nabc\n{body}\n")
        assert believed(body.encode(), stamp=stamp, nonce="abc", signature=signature)
        assert not believed(body.encode() + b"\n", stamp=stamp, nonce="abc", signature=signature)
