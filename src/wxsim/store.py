"""What the platform remembers: in memory, and written through to a small SQLite file so that a kill forgets nothing."""

import dataclasses
import json
import sqlite3
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from wxsim.alipay.records import Back, Call, Trade


@dataclass
class Order:
    out_trade_no: str
    trade_type: str
    asked: dict[str, Any]
    """The body of the first order call; a repetition must say the same."""
    created_at: float
    trade_state: str = "NOTPAY"
    transaction_id: str = ""
    openid: str = ""
    success_time: str = ""

    @property
    def key(self) -> str:
        return self.out_trade_no

    @property
    def total(self) -> int:
        return int(self.asked["amount"]["total"])


@dataclass
class Code:
    """A ``code_url`` or ``prepay_id`` that was handed out."""

    code: str
    out_trade_no: str
    expires_at: float

    @property
    def key(self) -> str:
        return self.code


@dataclass
class Refund:
    out_refund_no: str
    refund_id: str
    out_trade_no: str
    asked: dict[str, Any]
    create_time: str
    settle_at: float
    ends: str = "SUCCESS"
    status: str = "PROCESSING"
    success_time: str = ""

    @property
    def key(self) -> str:
        return self.out_refund_no

    @property
    def amount(self) -> int:
        return int(self.asked["amount"]["refund"])


@dataclass
class Notice:
    id: str
    event_type: str
    original_type: str
    summary: str
    notify_url: str
    resource: dict[str, Any]
    create_time: str
    due: float
    attempts: int = 0
    done: bool = False
    statuses: list[int] = field(default_factory=list)
    after_refund: bool = False
    """Held back until its refund's notification has gone."""

    @property
    def key(self) -> str:
        return self.id


@dataclass
class Certificate:
    serial: str
    pem: str
    key_pem: str
    role: str = ""
    leaves_at: float = 0

    @property
    def key(self) -> str:
        return self.serial


Record = Order | Code | Refund | Notice | Certificate | Trade | Back | Call
R = TypeVar("R", Order, Code, Refund, Notice, Certificate, Trade, Back, Call)


class Store:
    def __init__(self, path: Path) -> None:
        self.lock = threading.Lock()
        self.file = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self.file.execute("pragma journal_mode = wal")
        self.file.execute("pragma synchronous = normal")
        self.file.execute("create table if not exists record (kind text, key text, body text, primary key (kind, key))")
        self.kept: dict[type, dict[str, Any]] = {}
        for kind in (Order, Code, Refund, Notice, Certificate, Trade, Back, Call):
            rows = self.file.execute("select key, body from record where kind = ? order by rowid", [kind.__name__])
            self.kept[kind] = {key: kind(**json.loads(body)) for key, body in rows}

    def keep(self, record: Record) -> None:
        body = json.dumps(dataclasses.asdict(record), ensure_ascii=False)
        with self.lock:
            self.kept[type(record)][record.key] = record
            self.file.execute(
                "insert into record values (?, ?, ?) on conflict (kind, key) do update set body = excluded.body",
                [type(record).__name__, record.key, body],
            )

    def find(self, kind: type[R], key: str) -> R | None:
        found: R | None = self.kept[kind].get(key)
        return found

    def every(self, kind: type[R]) -> list[R]:
        return list(self.kept[kind].values())

    def close(self) -> None:
        self.file.close()
