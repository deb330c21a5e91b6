"""SMS as Aliyun and Tencent document it: their published signature examples, and a server on the other side."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import LazySettings

from tests import make
from tests.together import together
from zhiyu.accounts.actions import login_by_code, request_code
from zhiyu.accounts.errors import AgreementsNotAccepted, InvalidPhone, SmsFailed, SmsLimitReached, TooManyCodes
from zhiyu.accounts.models import PhoneCode
from zhiyu.accounts.sms import SmsMisconfigured, SmsRefused, SmsUnavailable, SmsUncertain
from zhiyu.config import env
from zhiyu.integrations.sms import aliyun, calling
from zhiyu.integrations.sms.aliyun import AliyunSender
from zhiyu.integrations.sms.notices import SmsNotices
from zhiyu.integrations.sms.tencent import TencentSender
from zhiyu.kernel import tc3
from zhiyu.kernel.clock import day_start, now
from zhiyu.kernel.outbox import messages
from zhiyu.messaging.actions import send, set_switch, tell
from zhiyu.messaging.channels import ChannelBusy, ChannelMisconfigured, ChannelRefused, ChannelUnsure, Letter
from zhiyu.messaging.models import Send
from zhiyu.messaging.templates import Facts

PHONE = "13900001111"
SENDERS = {
    "aliyun": "zhiyu.integrations.sms.aliyun.AliyunSender",
    "tencent": "zhiyu.integrations.sms.tencent.TencentSender",
}


@dataclass
class Seen:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Provider:
    """What the next calls are answered, and what was asked."""

    status: int = 200
    answer: bytes = b"{}"
    silent: bool = False
    seen: list[Seen] = field(default_factory=list)
    url: str = ""

    def says(self, said: Any, *, status: int = 200) -> None:
        self.status, self.answer = status, json.dumps(said).encode()


@pytest.fixture
def provider() -> Iterator[Provider]:
    state = Provider()

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            state.seen.append(Seen(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            if state.silent:
                self.close_connection = True
                return
            self.send_response(state.status)
            self.send_header("Content-Length", str(len(state.answer)))
            self.end_headers()
            self.wfile.write(state.answer)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the base class's name
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    running = threading.Thread(target=server.serve_forever, args=(0.01,))
    running.start()
    state.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield state
    server.shutdown()
    running.join()
    server.server_close()


@pytest.fixture
def account(settings: LazySettings, provider: Provider) -> None:
    settings.SMS = {
        "access_key": "AKID",
        "secret_key": "SECRET",
        "sign_name": "知域学堂",
        "template_code": "SMS_123",
        "app_id": "1400006666",
        "region": "",
        "base_url": provider.url,
    }


def tencent_said(code: str) -> dict[str, Any]:
    return {"Response": {"SendStatusSet": [{"Code": code, "Message": "", "Fee": 1}], "RequestId": "r"}}


def test_aliyuns_published_example_is_signed_to_the_published_signature() -> None:
    """The fixed example of "V3 request body and signature mechanism"."""
    query = aliyun.canonical(
        {"RegionId": "cn-shanghai", "ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"}
    )
    headers = {
        "host": "ecs.cn-shanghai.aliyuncs.com",
        "x-acs-action": "RunInstances",
        "x-acs-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "x-acs-date": "2023-10-26T10:22:32Z",
        "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
        "x-acs-version": "2014-05-26",
    }
    assert aliyun.authorization(key="YourAccessKeyId", secret="YourAccessKeySecret", query=query, headers=headers) == (
        "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,"
        "SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,"
        "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )


def test_aliyuns_query_escapes_as_rfc_3986_says() -> None:
    assert aliyun.canonical({"b": "知 *~+/", "a": "1"}) == "a=1&b=%E7%9F%A5%20%2A~%2B%2F"


def test_tencents_published_example_is_signed_to_the_published_signature() -> None:
    """The example of "Signature v3" (content-type and host signed)."""
    body = rb'{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}'
    signed = tc3.authorization(
        key="AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE",
        secret="Gu5t9xGARNpq86cd98joQYCN3EXAMPLE",
        host="cvm.tencentcloudapi.com",
        at=1551113065,
        body=body,
    )
    assert signed == (
        "TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE/2019-02-25/cvm/tc3_request, "
        "SignedHeaders=content-type;host, "
        "Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168"
    )


@pytest.mark.usefixtures("account")
def test_aliyun_gets_one_signed_call_with_the_code_as_a_string(provider: Provider) -> None:
    provider.says({"Code": "OK", "Message": "OK", "BizId": "1", "RequestId": "r"})
    AliyunSender().send(phone=PHONE, text="", code="012345")

    (call,) = provider.seen
    asked = {name: values[0] for name, values in parse_qs(urlsplit(call.path).query).items()}
    assert asked == {
        "PhoneNumbers": PHONE,
        "SignName": "知域学堂",
        "TemplateCode": "SMS_123",
        "TemplateParam": '{"code": "012345"}',
    }
    assert (call.headers["x-acs-action"], call.headers["x-acs-version"]) == ("SendSms", "2017-05-25")
    signed = {name: call.headers[name] for name in call.headers if name.startswith("x-acs-")}
    again = aliyun.authorization(
        key="AKID",
        secret="SECRET",
        query=urlsplit(call.path).query,
        headers={**signed, "host": call.headers["host"]},
    )
    assert call.headers["authorization"] == again


@pytest.mark.usefixtures("account")
def test_tencent_gets_one_signed_call_with_the_number_in_e164(provider: Provider) -> None:
    provider.says(tencent_said("Ok"))
    TencentSender().send(phone=PHONE, text="", code="012345")

    (call,) = provider.seen
    assert json.loads(call.body) == {
        "PhoneNumberSet": ["+8613900001111"],
        "SmsSdkAppId": "1400006666",
        "SignName": "知域学堂",
        "TemplateId": "SMS_123",
        "TemplateParamSet": ["012345"],
    }
    assert (call.headers["x-tc-action"], call.headers["x-tc-region"]) == ("SendSms", "ap-guangzhou")
    at = int(call.headers["x-tc-timestamp"])
    assert abs(at - now().timestamp()) < 60
    again = tc3.authorization(key="AKID", secret="SECRET", host=call.headers["host"], at=at, body=call.body)
    assert call.headers["authorization"] == again


NOTICE = Letter(to=PHONE, text="《水彩》的退款99元", number="SMS_777", facts={"title": "《水彩》", "amount": "99元"})


@pytest.mark.usefixtures("account")
@pytest.mark.django_db
def test_a_notice_fills_the_template_of_its_own_by_name_at_aliyun_and_by_place_at_tencent(
    settings: LazySettings, provider: Provider
) -> None:
    settings.SMS_SENDER = SENDERS["aliyun"]
    provider.says({"Code": "OK", "Message": "OK", "RequestId": "r", "BizId": "b"})
    SmsNotices().send(NOTICE)
    asked = parse_qs(urlsplit(provider.seen[0].path).query)
    assert (asked["PhoneNumbers"], asked["TemplateCode"]) == ([PHONE], ["SMS_777"])
    assert json.loads(asked["TemplateParam"][0]) == {"title": "《水彩》", "amount": "99元"}
    assert (SmsNotices().placeholder("title", 1), SmsNotices().needs_number) == ("${title}", True)

    settings.SMS_SENDER = SENDERS["tencent"]
    provider.says(tencent_said("Ok"))
    SmsNotices().send(NOTICE)
    body = json.loads(provider.seen[1].body)
    assert (body["TemplateId"], body["TemplateParamSet"]) == ("SMS_777", ["《水彩》", "99元"])
    assert (SmsNotices().placeholder("title", 1), SmsNotices().needs_number) == ("{1}", True)


@pytest.mark.usefixtures("account")
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sender", "said", "error"),
    [
        ("aliyun", {"Code": "isv.MOBILE_NUMBER_ILLEGAL"}, ChannelRefused),
        ("aliyun", {"Code": "isv.DAY_LIMIT_CONTROL"}, ChannelBusy),
        ("aliyun", {"Code": "isv.SMS_TEMPLATE_ILLEGAL"}, ChannelMisconfigured),
        ("aliyun", {"Code": "isp.SYSTEM_ERROR"}, ChannelUnsure),
        ("tencent", tencent_said("FailedOperation.PhoneNumberInBlacklist"), ChannelRefused),
        ("tencent", tencent_said("LimitExceeded.PhoneNumberOneHourLimit"), ChannelBusy),
        ("tencent", tencent_said("FailedOperation.TemplateParamSetNotMatchApprovedTemplate"), ChannelMisconfigured),
        ("tencent", {"Response": {}}, ChannelUnsure),
    ],
)
def test_what_a_provider_says_of_a_notice_has_its_kind_too(
    settings: LazySettings, provider: Provider, sender: str, said: Any, error: type[Exception]
) -> None:
    settings.SMS_SENDER = SENDERS[sender]
    provider.says(said)
    with pytest.raises(error):
        SmsNotices().send(NOTICE)


@pytest.mark.usefixtures("account")
@pytest.mark.django_db
def test_a_notice_whose_fate_is_unknown_is_never_sent_again(
    settings: LazySettings, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    noon = day_start() + timedelta(hours=12)
    monkeypatch.setattr("django.utils.timezone.now", lambda: noon)
    settings.SMS_SENDER, settings.MESSAGE_CHANNELS = (
        SENDERS["aliyun"],
        {"sms": "zhiyu.integrations.sms.notices.SmsNotices"},
    )
    owner = make.user(role="owner")
    set_switch(template="commerce.refund_done", way="sms", on=True, number="SMS_777", actor_id=owner.pk)
    facts: Facts = {"order": "1", "title": "水彩", "count": 1, "amount_fen": 9_900}
    tell(recipient_id=make.user().pk, template="commerce.refund_done", facts=facts, key="k")
    provider.silent = True
    for _ in range(2):
        send(send_id=Send.objects.get().pk)
    assert (len(provider.seen), Send.objects.get().status) == (1, "unsure")


@pytest.mark.django_db
def test_a_school_without_an_account_sends_no_notices(settings: LazySettings) -> None:
    settings.SMS_SENDER = ""
    assert not SmsNotices().is_open()
    with pytest.raises(ChannelMisconfigured):
        SmsNotices().send(NOTICE)
    settings.SMS_SENDER = "tests.integrations.test_sms.OnlyCodes"
    assert not SmsNotices().is_open()
    settings.SMS_SENDER = "zhiyu.integrations.sms.demo.DemoSender"
    SmsNotices().send(NOTICE)
    line = messages("notices.jsonl")[-1]
    assert (line["phone"], line["text"].endswith("《水彩》的退款99元"), "code" in line) == (PHONE, True, False)
    assert not SmsNotices().needs_number


class OnlyCodes:
    """A sender of somebody's own, written before there were notices."""

    def send(self, *, phone: str, text: str, code: str) -> None: ...


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(
    ("said", "error"),
    [
        ("isv.MOBILE_NUMBER_ILLEGAL", SmsRefused),
        ("isv.BUSINESS_LIMIT_CONTROL", SmsUnavailable),
        ("isv.SMS_TEMPLATE_ILLEGAL", SmsMisconfigured),
        ("isv.AMOUNT_NOT_ENOUGH", SmsMisconfigured),
        ("SignatureDoesNotMatch", SmsMisconfigured),
        ("isp.SYSTEM_ERROR", SmsUncertain),
    ],
)
def test_each_word_of_aliyun_has_its_kind(provider: Provider, said: str, error: type[Exception]) -> None:
    provider.says({"Code": said, "Message": "x"}, status=400 if said.startswith("Sig") else 200)
    with pytest.raises(error, match=said):
        AliyunSender().send(phone=PHONE, text="", code="012345")


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(
    ("said", "error"),
    [
        (tencent_said("InvalidParameterValue.IncorrectPhoneNumber"), SmsRefused),
        (tencent_said("LimitExceeded.PhoneNumberDailyLimit"), SmsUnavailable),
        (tencent_said("FailedOperation.InsufficientBalanceInSmsPackage"), SmsMisconfigured),
        (tencent_said("FailedOperation.TemplateIncorrectOrUnapproved"), SmsMisconfigured),
        ({"Response": {"Error": {"Code": "RequestLimitExceeded", "Message": ""}}}, SmsUnavailable),
        ({"Response": {"Error": {"Code": "AuthFailure.SignatureFailure", "Message": ""}}}, SmsMisconfigured),
        ({"Response": {"SendStatusSet": []}}, SmsUncertain),
        ({"Response": None}, SmsUncertain),
    ],
)
def test_each_word_of_tencent_has_its_kind(provider: Provider, said: dict[str, Any], error: type[Exception]) -> None:
    provider.says(said)
    with pytest.raises(error):
        TencentSender().send(phone=PHONE, text="", code="012345")


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(
    ("status", "answer", "error"),
    [
        (429, b"", SmsUnavailable),
        (503, b"", SmsUncertain),
        (200, b"<html>", SmsUncertain),
        (200, b"[]", SmsUncertain),
    ],
)
def test_an_answer_that_is_none_is_never_taken_for_sent(
    provider: Provider, status: int, answer: bytes, error: type[Exception]
) -> None:
    provider.status, provider.answer = status, answer
    with pytest.raises(error):
        AliyunSender().send(phone=PHONE, text="", code="012345")
    assert len(provider.seen) == 1


@pytest.mark.usefixtures("account")
def test_a_channel_that_is_away_is_told_from_one_that_fell_silent(settings: LazySettings, provider: Provider) -> None:
    provider.silent = True
    with pytest.raises(SmsUncertain):
        TencentSender().send(phone=PHONE, text="", code="012345")
    settings.SMS = {**settings.SMS, "base_url": "http://127.0.0.1:1"}
    with pytest.raises(SmsUnavailable):
        TencentSender().send(phone=PHONE, text="", code="012345")
    assert calling.TIMEOUT.read == 6.0


@pytest.mark.usefixtures("account")
@pytest.mark.django_db
def test_a_code_whose_fate_is_unknown_stays_good_and_is_not_sent_again(
    settings: LazySettings, provider: Provider
) -> None:
    settings.SMS_SENDER = SENDERS["aliyun"]
    provider.silent = True
    with pytest.raises(SmsFailed, match="晚一点"):
        request_code(phone=PHONE, address=None)
    with pytest.raises(TooManyCodes):
        request_code(phone=PHONE, address=None)

    (call,) = provider.seen
    code = json.loads(parse_qs(urlsplit(call.path).query)["TemplateParam"][0])["code"]
    with pytest.raises(AgreementsNotAccepted):
        login_by_code(phone=PHONE, code=code, accepted=[], address=None, user_agent="")


@pytest.mark.usefixtures("account")
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "error"),
    [
        ("isv.MOBILE_NUMBER_ILLEGAL", InvalidPhone),
        ("isv.BUSINESS_LIMIT_CONTROL", SmsFailed),
        ("isv.AMOUNT_NOT_ENOUGH", SmsFailed),
    ],
)
def test_a_code_that_never_left_counts_against_nobody(
    settings: LazySettings, provider: Provider, said: str, error: type[Exception]
) -> None:
    settings.SMS_SENDER = SENDERS["aliyun"]
    provider.says({"Code": said})
    with pytest.raises(error):
        request_code(phone=PHONE, address=None)
    assert not PhoneCode.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_school_pays_for_so_many_messages_a_day_and_no_more(settings: LazySettings) -> None:
    settings.SMS_DAILY_LIMIT = 3
    answers = together(6, lambda n: request_code(phone=f"1390000000{n}", address=None))
    assert [type(x) for x in answers if x is not None] == [SmsLimitReached] * 3
    assert PhoneCode.objects.count() == 3


@pytest.mark.parametrize(
    ("mode", "provider", "sender"),
    [
        ("production", "aliyun", SENDERS["aliyun"]),
        ("local", "tencent", SENDERS["tencent"]),
        ("demo", "tencent", "zhiyu.integrations.sms.demo.DemoSender"),
        ("local", "", "zhiyu.integrations.sms.demo.DemoSender"),
        ("production", "", ""),
    ],
)
def test_the_provider_is_chosen_by_name(monkeypatch: pytest.MonkeyPatch, mode: str, provider: str, sender: str) -> None:
    monkeypatch.delenv("SMS_SENDER", raising=False)
    monkeypatch.setenv("ZHIYU_MODE", mode)
    monkeypatch.setenv("SMS_PROVIDER", provider)
    assert env.sms_sender() == sender


def test_what_a_provider_still_lacks_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMS_PROVIDER", "tencent")
    monkeypatch.setenv("SMS_ACCESS_KEY", "x")
    assert env.missing_sms() == ["SMS_SECRET_KEY", "SMS_SIGN_NAME", "SMS_TEMPLATE_CODE", "SMS_APP_ID"]
