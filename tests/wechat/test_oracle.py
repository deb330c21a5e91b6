"""``wechatpayv3`` wrote its own reading of the protocol; where it and we meet, neither has misread alone."""

import base64
import json
import time
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given
from hypothesis import strategies as st
from wechatpayv3 import SignType, WeChatPay
from wechatpayv3.utils import aes_decrypt, build_authorization, rsa_sign, rsa_verify

import wxsim.crypto
from tests.commerce.clock import standing_at
from wxsim.keys import private_pem, public_pem
from zhiyu.kernel.clock import now
from zhiyu.wechat.aead import decrypt, encrypt
from zhiyu.wechat.errors import BadSignature, OutsideClock, Undecipherable, UnknownSerial
from zhiyu.wechat.letters import open_letter
from zhiyu.wechat.signing import Signer, Verifiers

MERCHANT = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PLATFORM = rsa.generate_private_key(public_exponent=65537, key_size=2048)
KEY = "0123456789abcdefghijklmnopqrstuv"
SERIAL = "PUB_KEY_ID_0116000000012026112100"
SIGNER = Signer("1600000001", "7A1B", MERCHANT)
VERIFIERS = Verifiers({SERIAL: PLATFORM.public_key()})
ORACLE = WeChatPay(
    wechatpay_type=None,
    mchid="1600000001",
    private_key=private_pem(MERCHANT).decode(),
    cert_serial_no="7A1B",
    apiv3_key=KEY,
    appid="wx0000000000000001",
    public_key=public_pem(PLATFORM.public_key()).decode(),
    public_key_id=SERIAL,
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=200) | st.sampled_from(
    ["", "七天写作营", "🎉👩‍🏫", "a\nb\r\n", "\x00", "\ufeff{}"]
)


def platform_headers(body: bytes, changes: dict[str, str] | None = None, *, at: float | None = None) -> dict[str, str]:
    """What the oracle would have WeChat send."""
    stamp, nonce = str(int(time.time() if at is None else at)), "abcdefgh"
    return {
        "Wechatpay-Timestamp": stamp,
        "Wechatpay-Nonce": nonce,
        "Wechatpay-Serial": SERIAL,
        "Wechatpay-Signature": rsa_sign(PLATFORM, f"{stamp}\n{nonce}\n{body.decode()}\n"),
        "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048",
        **(changes or {}),
    }


def fields_of(authorization: str) -> dict[str, str]:
    scheme, _, rest = authorization.partition(" ")
    assert scheme == "WECHATPAY2-SHA256-RSA2048"
    return {name: value.strip('"') for name, value in (pair.split("=", 1) for pair in rest.split(","))}


@given(body=TEXTS, path=st.sampled_from(["/v3/pay/transactions/native", "/v3/x?mchid=1&note=%E4%B8%AD"]))
def test_the_oracle_verifies_what_we_sign(body: str, path: str) -> None:
    said = fields_of(SIGNER.authorization("POST", path, body.encode()))

    lines = f"{path}\n{said['timestamp']}"
    assert rsa_verify(f"POST\n{lines}", said["nonce_str"], body, said["signature"], MERCHANT.public_key())
    assert (said["mchid"], said["serial_no"]) == ("1600000001", "7A1B")


@given(body=TEXTS)
def test_our_authorization_differs_from_the_oracles_in_order_only(body: str) -> None:
    theirs = fields_of(build_authorization("/v3/x", "POST", "1600000001", "7A1B", MERCHANT, data=body))
    ours = fields_of(SIGNER.authorization("POST", "/v3/x", body.encode()))

    assert ours.keys() == theirs.keys()
    again = SIGNER.sign("POST", "/v3/x", theirs["timestamp"], theirs["nonce_str"], body)
    assert again == theirs["signature"]


def test_the_oracle_signs_the_same_bridge_parameters() -> None:
    ours = SIGNER.bridge_parameters(appid="wx0000000000000001", prepay_id="wx2100")

    lines = [ours["appId"], ours["timeStamp"], ours["nonceStr"], ours["package"]]
    assert ORACLE.sign(lines, SignType.RSA_SHA256) == ours["paySign"]


@given(body=TEXTS)
def test_we_verify_what_the_oracle_signs(body: str) -> None:
    VERIFIERS.verify(platform_headers(body.encode()), body.encode())


@given(body=TEXTS)
def test_we_refuse_what_was_changed_on_the_way(body: str) -> None:
    with pytest.raises(BadSignature):
        VERIFIERS.verify(platform_headers(body.encode()), body.encode() + b" ")


@given(plain=TEXTS, associated=st.sampled_from(["", "transaction", "退款"]))
def test_both_sides_seal_and_open_alike(plain: str, associated: str) -> None:
    nonce = "0123456789ab"
    ours = encrypt(KEY, nonce=nonce, associated=associated, plain=plain.encode())
    assert aes_decrypt(nonce, ours, associated, KEY) == plain

    theirs = wxsim.crypto.seal(KEY, plain.encode(), associated=associated)
    opened = decrypt(KEY, nonce=theirs["nonce"], associated=associated, ciphertext=theirs["ciphertext"])
    assert opened == plain.encode()


@given(st.binary(max_size=40))
def test_what_was_not_sealed_with_our_key_does_not_open(noise: bytes) -> None:
    with pytest.raises(Undecipherable):
        decrypt(KEY, nonce="0123456789ab", associated="", ciphertext=base64.b64encode(noise).decode())


def notification(resource: dict[str, Any]) -> bytes:
    sealed = wxsim.crypto.seal(KEY, json.dumps(resource).encode(), associated="transaction")
    whole = {
        "id": "EV-2018022511223320873",
        "event_type": "TRANSACTION.SUCCESS",
        "resource_type": "encrypt-resource",
        "resource": {"original_type": "transaction", **sealed},
    }
    return json.dumps(whole, ensure_ascii=False).encode()


def test_a_notification_reads_alike_for_both() -> None:
    body = notification({"out_trade_no": "1", "amount": {"total": 9_900}})
    headers = platform_headers(body)

    letter = open_letter(VERIFIERS, KEY, headers=headers, body=body)
    assert letter.resource == json.loads(ORACLE.decrypt_callback(headers, body))
    assert (letter.id, letter.event_type) == ("EV-2018022511223320873", "TRANSACTION.SUCCESS")


def test_a_byte_order_mark_is_signed_but_not_read() -> None:
    body = b"\xef\xbb\xbf" + notification({"out_trade_no": "1"})

    assert open_letter(VERIFIERS, KEY, headers=platform_headers(body), body=body).resource == {"out_trade_no": "1"}


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"null", b'{"resource": 1}', b'{"resource": {"nonce": 1}}'])
def test_signed_nonsense_is_undecipherable(body: bytes) -> None:
    with pytest.raises(Undecipherable):
        open_letter(VERIFIERS, KEY, headers=platform_headers(body), body=body)


@pytest.mark.parametrize("late", [-301, -86_400, -2 * 365 * 86_400, 301])
def test_the_clock_comes_first_and_the_oracle_has_none(late: int) -> None:
    body, at = notification({"out_trade_no": "1"}), now()
    headers = platform_headers(body, at=at.timestamp() + late)

    assert ORACLE.decrypt_callback(headers, body)
    with standing_at(at), pytest.raises(OutsideClock):  # a second later it would be near enough
        open_letter(VERIFIERS, KEY, headers=headers, body=body)


@pytest.mark.parametrize("stamp", ["", "soon", "-1", "１７", "9" * 5000])
def test_a_time_stamp_that_is_none(stamp: str) -> None:
    with pytest.raises(OutsideClock):
        VERIFIERS.verify(platform_headers(b"", {"Wechatpay-Timestamp": stamp}), b"")


def test_headers_may_be_written_in_any_case_and_an_absent_type_means_rsa() -> None:
    headers = {name.lower(): value for name, value in platform_headers(b"{}").items()}
    del headers["wechatpay-signature-type"]

    VERIFIERS.verify(headers, b"{}")


def test_serials_are_compared_as_text_and_unknown_ones_refused() -> None:
    with pytest.raises(UnknownSerial):
        VERIFIERS.verify(platform_headers(b"{}", {"Wechatpay-Serial": SERIAL.lower()}), b"{}")


@pytest.mark.parametrize("signature", ["", "WECHATPAY/SIGNTEST/abc", "no base64!", "AAAA", "A" * 344, "签名"])
def test_a_probe_or_nonsense_is_a_bad_signature(signature: str) -> None:
    with pytest.raises(BadSignature):
        VERIFIERS.verify(platform_headers(b"{}", {"Wechatpay-Signature": signature}), b"{}")


def test_another_kind_of_signature_is_refused() -> None:
    with pytest.raises(BadSignature):
        VERIFIERS.verify(platform_headers(b"{}", {"Wechatpay-Signature-Type": "WECHATPAY2-SM2-WITH-SM3"}), b"{}")
