"""Misbehaviour on order: the next N matching calls or notifications go wrong in a named way."""

from collections.abc import Callable
from typing import Any

from wxsim.web import Request

NOTIFICATION_FAULTS = {
    "duplicate_notify": "the same notification twice, then the same payment under a new notification id",
    "late_notify": "the first try comes `seconds` (30) late",
    "wrong_amount": "one fen too much",
    "wrong_currency": "USD",
    "wrong_merchant": "another mchid",
    "wrong_app": "another appid",
    "foreign_number": "an out_trade_no of someone else",
    "bad_signature": 'a signature by another key; with {"on": "response"} on an answer instead',
    "sign_probe": "WECHATPAY/SIGNTEST/ in place of a signature",
    "unknown_serial": "a serial nobody has heard of",
    "skew": "a time stamp `seconds` (600) old",
    "extra_fields": "unknown fields",
    "bom": "a byte order mark before the body",
}
CALL_FAULTS = {
    "lost_response": "a write is done, then the connection ends without its answer",
    "slow": "the answer takes `seconds` (8)",
    "server_error": "500 SYSTEM_ERROR, nothing done",
    "rate_limited": "429 FREQUENCY_LIMITED, nothing done",
    "truncated_json": "half an answer, rightly signed",
}
REFUND_FAULTS = {"refund_abnormal": "the refund ends ABNORMAL"}
KNOWN = {**NOTIFICATION_FAULTS, **CALL_FAULTS, **REFUND_FAULTS}


class Faults:
    def __init__(self) -> None:
        self.planted: list[dict[str, Any]] = []

    def plant(self, *, name: str, times: int, **options: Any) -> None:
        self.planted.append({"name": name, "left": times, **options})

    def take(self, name: str, *, on: str = "") -> dict[str, Any] | None:
        """Use up one planted fault of that name, if there is one."""
        for fault in self.planted:
            if fault["name"] == name and fault.get("on", "") == on:
                fault["left"] -= 1
                if fault["left"] <= 0:
                    self.planted.remove(fault)
                return fault
        return None

    def clear(self) -> None:
        self.planted.clear()


def set_in(path: str, change: Callable[[Any], Any]) -> Callable[[dict[str, Any]], None]:
    def mend(resource: dict[str, Any]) -> None:
        *parents, last = path.split(".")
        for name in parents:
            resource = resource.get(name, {})
        if last in resource:
            resource[last] = change(resource[last])

    return mend


CONTENT: dict[str, list[Callable[[dict[str, Any]], None]]] = {
    "wrong_amount": [set_in("amount.total", lambda fen: fen + 1), set_in("amount.refund", lambda fen: fen + 1)],
    "wrong_currency": [set_in("amount.currency", lambda _: "USD")],
    "wrong_merchant": [set_in("mchid", lambda mchid: mchid[::-1] + "9")],
    "wrong_app": [set_in("appid", lambda appid: "wx" + appid[:1:-1])],
    "foreign_number": [
        set_in("out_trade_no", lambda no: f"X{no}"[:32]),
        set_in("out_refund_no", lambda no: f"X{no}"[:64]),
    ],
    "extra_fields": [lambda resource: resource.update(brand_new_field={"since": 2027, "note": "新字段"})],
}


def is_write(request: Request) -> bool:
    return request.method == "POST"
