"""Misbehaviour on order: the next N matching calls or notifications go wrong in a named way, or each with a chance."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

NOTIFICATION_FAULTS = {
    "duplicate_notify": "the same notification twice, then the same payment under a new notification id",
    "late_notify": "the first try comes `seconds` (30) late",
    "early_notify": "somebody pays and the notification is sent before the order call is answered",
    "out_of_order": "a payment's notification waits until that of its refund has gone, or `seconds` (600)",
}
SIGNED_FAULTS = {
    "wrong_amount": "one fen too much",
    "wrong_currency": "USD",
    "wrong_merchant": "another mchid",
    "wrong_app": "another appid",
    "foreign_number": "a number of someone else",
    "bad_signature": "a signature by another key",
    "sign_probe": "WECHATPAY/SIGNTEST/ in place of a signature",
    "unknown_serial": "a serial nobody has heard of",
    "expired_certificate": 'signed with one that has run out; with {"on": "list"} /v3/certificates names it too',
    "rotation": "a new certificate joins and signs from here on; the old one leaves after `overlap_seconds` (86400)",
    "skew": "a time stamp `seconds` (600) old",
    "extra_fields": "unknown fields",
    "bom": "a byte order mark before the body",
}
"""Of a notification, or with {"on": "response"} of an answer."""
CALL_FAULTS = {
    "lost_response": "a write is done, then the connection ends without its answer",
    "slow": "the answer takes `seconds` (8)",
    "server_error": "500 SYSTEM_ERROR, nothing done",
    "rate_limited": "429 FREQUENCY_LIMITED, nothing done",
    "truncated_json": "half an answer, rightly signed",
}
LATER_FAULTS = {
    "refund_abnormal": "the refund ends ABNORMAL",
    "bill_row_missing": "a line of the trade bill is left out",
    "bill_row_extra": "the trade bill has a payment that nobody made",
    "bill_off_by_one": "one amount in the trade bill is a fen too high",
}
KNOWN = {**NOTIFICATION_FAULTS, **SIGNED_FAULTS, **CALL_FAULTS, **LATER_FAULTS}
RESPONSE = "response"


@dataclass
class Planted:
    name: str
    left: int | None
    """None: as long as the rate is planted."""
    rate: float
    seed: int
    options: dict[str, Any]
    dice: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)  # noqa: S311 -- repeatable on purpose

    def strikes(self) -> bool:
        return self.rate >= 1 or self.dice.random() < self.rate

    def shown(self) -> dict[str, Any]:
        return {"name": self.name, "left": self.left, "rate": self.rate, "seed": self.seed, **self.options}


class Faults:
    def __init__(self) -> None:
        self.planted: list[Planted] = []

    def plant(self, *, name: str, times: int | None = 1, rate: float = 1, seed: int = 0, **options: Any) -> None:
        self.planted.append(Planted(name, times, rate, seed, options))

    def take(self, name: str, *, on: str = "") -> dict[str, Any] | None:
        """The options of a planted fault of that name that strikes now; one planted by number is used up by it."""
        for fault in self.planted:
            if fault.name != name or fault.options.get("on", "") != on or not fault.strikes():
                continue
            if fault.left is not None:
                fault.left -= 1
                if fault.left <= 0:
                    self.planted.remove(fault)
            return fault.options
        return None

    def clear(self, name: str = "") -> None:
        self.planted = [fault for fault in self.planted if name and fault.name != name]


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


def distort(faults: Faults, resource: dict[str, Any], *, on: str = "") -> bool:
    """Make the planted changes to what is about to be said; True when there were any."""
    struck = [changes for name, changes in CONTENT.items() if faults.take(name, on=on) is not None]
    for changes in struck:
        for change in changes:
            change(resource)
    return bool(struck)
