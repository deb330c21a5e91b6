"""What the platform demands of each field."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from wxsim.gate import Refused
from wxsim.world import World

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
MAX_FEN = 100_000_000_00


@dataclass(frozen=True)
class Text:
    longest: int
    shortest: int = 1
    pattern: str = r"(?s).*"
    required: bool = True


ORDER = {
    "appid": Text(32),
    "mchid": Text(32),
    "description": Text(127),
    "out_trade_no": Text(32, 6, r"[0-9A-Za-z_\-|*]*"),
    "notify_url": Text(255),
    "time_expire": Text(64, required=False),
    "attach": Text(128, required=False),
    "goods_tag": Text(32, required=False),
}
REFUND = {
    "out_trade_no": Text(32, 6, r"[0-9A-Za-z_\-|*]*", required=False),
    "transaction_id": Text(32, required=False),
    "out_refund_no": Text(64, 1, r"[0-9A-Za-z_\-|*@]*"),
    "reason": Text(80, required=False),
    "notify_url": Text(256, required=False),
}


def wrong(field: str, issue: str, value: object = None) -> Refused:
    return Refused(400, "PARAM_ERROR", "参数错误", field=f"/body/{field}", value=value, issue=issue, location="body")


def check_texts(body: dict[str, Any], rules: dict[str, Text]) -> None:
    for name, rule in rules.items():
        value = body.get(name)
        if value in (None, "") and not rule.required:
            continue
        if value in (None, ""):
            raise wrong(name, "必填参数缺失")
        if not isinstance(value, str) or not rule.shortest <= len(value) <= rule.longest:
            raise wrong(name, f"字符串长度应为 {rule.shortest}-{rule.longest}", value)
        if not re.fullmatch(rule.pattern, value):
            raise wrong(name, "含有不允许的字符", value)


def check_fen(amount: Any, name: str) -> int:
    fen = amount.get(name) if isinstance(amount, dict) else None
    if type(fen) is not int or not 1 <= fen <= MAX_FEN:
        raise wrong(f"amount/{name}", "必须是大于 0 的整数，单位为分", fen)
    return fen


def check_currency(amount: dict[str, Any]) -> None:
    if amount.get("currency", "CNY") != "CNY":
        raise wrong("amount/currency", "只支持 CNY", amount["currency"])


def check_notify_url(url: str) -> None:
    parts = urlsplit(url)
    plain_loopback = parts.scheme == "http" and parts.hostname in LOOPBACK
    if parts.query or parts.fragment or not parts.hostname or not (parts.scheme == "https" or plain_loopback):
        raise wrong("notify_url", "必须是不带参数的 https 地址", url)


def check_time_expire(world: World, text: str) -> None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise wrong("time_expire", "必须符合 RFC 3339", text)
    if not 60 <= at.timestamp() - world.now() <= 90 * 86400:  # noqa: PLR2004
        raise Refused(400, "INVALID_REQUEST", "订单失效时间距下单时间必须大于 1 分钟且不超过 90 天")


def check_merchant(world: World, body: dict[str, Any]) -> None:
    if body["mchid"] != world.keys.mchid:
        raise Refused(400, "PARAM_ERROR", "请求体中的mchid与Authorization中的不一致", field="/body/mchid")
    if body["appid"] != world.keys.appid:
        raise Refused(400, "APPID_MCHID_NOT_MATCH", "商户号与appid不匹配")
