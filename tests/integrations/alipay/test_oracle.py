"""``python-alipay-sdk`` wrote its own reading of the protocol; where it and we meet, neither has misread alone."""

import json
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import pytest
from alipay import AliPay
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given
from hypothesis import strategies as st

from wxsim.alipay.pen import AlipayKeys, request_signed, sealed
from wxsim.keys import private_pem, public_pem
from zhiyu.commerce.payments import ProviderUnknown
from zhiyu.integrations.alipay.errors import BadSignature, Malformed
from zhiyu.integrations.alipay.gateway import Gateway
from zhiyu.integrations.alipay.signing import Signer, Verifier, der, private_key, public_key

APP = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PLATFORM = rsa.generate_private_key(public_exponent=65537, key_size=2048)
GATEWAY = Gateway("2021000000000001", "https://gateway.test/", Signer(APP), Verifier(PLATFORM.public_key()))
SIMULATED = AlipayKeys(None, "2021000000000001", "2088000000000001", APP.public_key(), PLATFORM)  # type: ignore[arg-type]
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60) | st.sampled_from(
    ["七天写作营", "a=b&c", "100%", "+", "🎉", ""]
)


def oracle(mine: rsa.RSAPrivateKey, theirs: rsa.RSAPrivateKey) -> AliPay:
    return AliPay(
        appid="2021000000000001",
        app_notify_url=None,
        app_private_key_string=private_pem(mine).decode(),
        alipay_public_key_string=public_pem(theirs.public_key()).decode(),
    )


MERCHANT, ALIPAY = oracle(APP, PLATFORM), oracle(PLATFORM, APP)


@given(subject=TEXTS, back=st.sampled_from(["", "https://school.test/orders/1/done?next=%2Flessons%2F7"]))
def test_the_oracle_verifies_what_we_sign(subject: str, back: str) -> None:
    page = GATEWAY.page("alipay.trade.page.pay", {"subject": subject}, return_url=back)
    said = dict(parse_qsl(urlsplit(page).query))
    signature = said.pop("sign")

    signed = "&".join(f"{name}={value}" for name, value in sorted(said.items()))
    assert ALIPAY._verify(signed, signature)  # noqa: SLF001 -- it has no public word for one side's request
    assert json.loads(said["biz_content"]) == {"subject": subject}
    assert request_signed(SIMULATED, {**said, "sign": signature})


@given(subject=TEXTS)
def test_the_simulator_takes_what_the_oracle_signs(subject: str) -> None:
    query = MERCHANT.api_alipay_trade_wap_pay(
        subject=subject, out_trade_no="P1", total_amount="99.00", return_url="https://a.test/", quit_url="https://b/"
    )
    said = dict(parse_qsl(query))

    assert request_signed(SIMULATED, said)
    assert not request_signed(SIMULATED, {**said, "app_id": "2021000000000002"})


@given(st.dictionaries(st.from_regex(r"[a-z_]{1,12}", fullmatch=True), TEXTS.filter(bool), min_size=1, max_size=8))
def test_a_notification_reads_alike_for_all_three(fields: dict[str, str]) -> None:
    form = sealed(SIMULATED, {name: value for name, value in fields.items() if name not in {"sign", "sign_type"}})
    body = urlencode(form).encode()

    assert Verifier(PLATFORM.public_key()).read_form(body) == form
    plain = dict(form)
    assert MERCHANT.verify(plain, plain.pop("sign"))


@given(content=st.dictionaries(TEXTS, TEXTS, max_size=5))
def test_an_answer_reads_alike_for_both(content: dict[str, str]) -> None:
    raw = json.dumps({**content, "code": "10000", "note": 'a "}" { \\'}, ensure_ascii=True)
    signature = ALIPAY._sign(raw)  # noqa: SLF001
    text = f'{{"alipay_trade_query_response":{raw},"sign":"{signature}"}}'

    ours, trusted = GATEWAY.opened("alipay.trade.query", httpx.Response(200, text=text))
    assert (ours, trusted) == (json.loads(raw), True)
    with pytest.raises(ProviderUnknown):
        GATEWAY.opened("alipay.trade.query", httpx.Response(200, text=text.replace("10000", "10001")))


@given(noise=st.binary(max_size=60))
def test_noise_is_neither_a_notification_nor_an_answer(noise: bytes) -> None:
    with pytest.raises((BadSignature, Malformed)):
        Verifier(PLATFORM.public_key()).read_form(noise)
    with pytest.raises(ProviderUnknown):
        GATEWAY.opened("alipay.trade.query", httpx.Response(200, content=noise))


def test_a_field_that_stands_there_twice_is_not_believed() -> None:
    form = sealed(SIMULATED, {"total_amount": "99.00"})

    with pytest.raises(Malformed):
        Verifier(PLATFORM.public_key()).read_form(urlencode([*form.items(), ("total_amount", "0.01")]).encode())


def test_keys_are_read_as_pem_and_as_alipays_tool_writes_them() -> None:
    pem = private_pem(APP).decode()
    bare = "".join(pem.splitlines()[1:-1])
    assert private_key(bare).private_numbers() == private_key(pem).private_numbers() == APP.private_numbers()

    public = public_pem(PLATFORM.public_key()).decode()
    bare = "\n".join(public.splitlines()[1:-1])
    assert public_key(bare).public_numbers() == public_key(public).public_numbers()
    with pytest.raises(ValueError, match=r"(?i)base64|padding"):
        der("no key")
