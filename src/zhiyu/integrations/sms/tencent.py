"""Tencent Cloud SMS, ``SendSms`` of 2021-01-11, signed by TC3-HMAC-SHA256."""

import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from zhiyu.integrations.sms.account import account
from zhiyu.integrations.sms.calling import post, refuse
from zhiyu.kernel.clock import now
from zhiyu.kernel.tc3 import JSON, authorization

BASE_URL: Final = "https://sms.tencentcloudapi.com"
NUMBERS: Final = frozenset(
    {
        "FailedOperation.PhoneNumberInBlacklist",
        "InvalidParameterValue.IncorrectPhoneNumber",
        "UnsupportedOperation.ChineseMainlandTemplateToGlobalPhone",
        "UnsupportedOperation.UnsupportedRegion",
    }
)
BUSY: Final = frozenset(
    {
        "LimitExceeded.AppCountryOrRegionDailyLimit",
        "LimitExceeded.AppDailyLimit",
        "LimitExceeded.AppMainlandChinaDailyLimit",
        "LimitExceeded.DailyLimit",
        "LimitExceeded.DeliveryFrequencyLimit",
        "LimitExceeded.PhoneNumberDailyLimit",
        "LimitExceeded.PhoneNumberOneHourLimit",
        "LimitExceeded.PhoneNumberSameContentDailyLimit",
        "LimitExceeded.PhoneNumberThirtySecondLimit",
        "RequestLimitExceeded",
    }
)
UNSURE: Final = frozenset(
    {
        "InternalError",
        "InternalError.RequestTimeException",
        "InternalError.SendAndRecvFail",
        "InternalError.Timeout",
        "InternalError.UnknownError",
    }
)


class TencentSender:
    """Tencent writes the text from an approved template, whose variables have places."""

    approved_only = True

    def send(self, *, phone: str, text: str, code: str) -> None:
        self.notice(phone=phone, text=text, number=account().template_code, facts={"code": code})

    def placeholder(self, name: str, place: int) -> str:
        del name
        return f"{{{place}}}"

    def notice(self, *, phone: str, text: str, number: str, facts: Mapping[str, str]) -> None:
        del text
        mine = account()
        base = mine.base_url or BASE_URL
        host, at = urlsplit(base).netloc, int(now().timestamp())
        body = json.dumps(
            {
                "PhoneNumberSet": [f"+86{phone}"],
                "SmsSdkAppId": mine.app_id,
                "SignName": mine.sign_name,
                "TemplateId": number,
                "TemplateParamSet": list(facts.values()),
            },
            ensure_ascii=False,
        ).encode()
        headers = {
            "Authorization": authorization(key=mine.access_key, secret=mine.secret_key, host=host, at=at, body=body),
            "Content-Type": JSON,
            "Host": host,
            "X-TC-Action": "SendSms",
            "X-TC-Version": "2021-01-11",
            "X-TC-Timestamp": str(at),
            "X-TC-Region": mine.region or "ap-guangzhou",
        }
        verdict = word(post(base, headers=headers, content=body))
        if verdict != "Ok":
            refuse(verdict, numbers=NUMBERS, busy=BUSY, unsure=UNSURE)


def word(said: dict[str, Any]) -> str:
    """The whole call's error, or what became of the one message."""
    answer = said.get("Response")
    if not isinstance(answer, dict):
        return "InternalError"
    if isinstance(error := answer.get("Error"), dict):
        return str(error.get("Code", ""))
    sent = answer.get("SendStatusSet")
    first = sent[0] if isinstance(sent, list) and sent else None
    return str(first.get("Code", "")) if isinstance(first, dict) else "InternalError"
