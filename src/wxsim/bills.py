"""``/v3/bill``: the day's trades and what moved on the account, each a file with an address of its own."""

import gzip
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from wxsim.crypto import random_text
from wxsim.gate import Refused, guarded, opened
from wxsim.sheets import FLOWS, TRADES, columns, fen, fund_flows, made_up, sheet, trades, yuan
from wxsim.web import Request, Respond, Response, Router, json_response
from wxsim.world import SHANGHAI, World

READY_AT = timedelta(days=1, hours=10)
KEPT_DAYS = 92
ADDRESS_LIFE = 300
Row = dict[str, str]


@dataclass(frozen=True)
class Download:
    content: bytes
    expires_at: float


class Bills:
    def __init__(self, world: World) -> None:
        self.world = world
        self.downloads: dict[str, Download] = {}

    def routes(self, router: Router) -> None:
        router.add("GET", "/v3/bill/tradebill", guarded(self.world, self.told(self.trade_bill)))
        router.add("GET", "/v3/bill/fundflowbill", guarded(self.world, self.told(self.flow_bill)))
        router.add("GET", "/v3/billdownload/file", opened(self.world, self.download))

    def told(self, write: Callable[[Request, str], str]) -> Respond:
        """Where the file is to be had and the SHA-1 of what will be in it once unzipped."""

        async def answer(request: Request) -> Response:
            content = write(request, self.day(request)).encode("utf-8-sig")
            token, zipped = random_text(40), request.query.get("tar_type", "")
            if zipped not in {"", "GZIP"}:
                raise Refused(400, "PARAM_ERROR", "tar_type 只能是 GZIP", field="tar_type", location="query")
            kept = gzip.compress(content) if zipped else content
            self.downloads[token] = Download(kept, self.world.now() + ADDRESS_LIFE)
            address = f"{self.world.url}/v3/billdownload/file?token={token}" + ("&tartype=gzip" if zipped else "")
            digest = hashlib.sha1(content, usedforsecurity=False).hexdigest()
            return json_response({"hash_type": "SHA1", "hash_value": digest, "download_url": address})

        return answer

    def day(self, request: Request) -> str:
        text = request.query.get("bill_date", "")
        try:
            day = date.fromisoformat(text)
        except ValueError:
            day = None
        now = datetime.fromtimestamp(self.world.now(), SHANGHAI)
        if day is None or not re.fullmatch(r"\d{4}-\d\d-\d\d", text) or not 0 <= (now.date() - day).days <= KEPT_DAYS:
            raise Refused(
                400, "PARAM_ERROR", "账单日期不合法，仅支持三个月内的账单", field="bill_date", location="query"
            )
        if now < datetime.combine(day, datetime.min.time(), SHANGHAI) + READY_AT:
            raise Refused(400, "STATEMENT_CREATING", "账单生成中，请在次日上午10点以后再试")
        return text

    def trade_bill(self, request: Request, day: str) -> str:
        kind = request.query.get("bill_type", "ALL")
        if kind not in TRADES:
            raise Refused(400, "PARAM_ERROR", "bill_type 不支持", field="bill_type", location="query")
        found = [row for row in trades(self.world, day) if kind in {"ALL", row["交易状态"]}]
        exist(found)
        return sheet(columns(kind), self.misread(found, day), TRADES[kind])

    def flow_bill(self, request: Request, day: str) -> str:
        if request.query.get("account_type", "BASIC") not in {"BASIC", "OPERATION", "FEES"}:
            raise Refused(400, "PARAM_ERROR", "account_type 不支持", field="account_type", location="query")
        found = fund_flows(self.world, day) if request.query.get("account_type", "BASIC") == "BASIC" else []
        exist(found)
        return sheet(list(found[0]), found, FLOWS)

    def misread(self, rows: list[Row], day: str) -> list[Row]:
        """The planted discrepancies. The totals are of what the file says, so only a comparison finds them."""
        faults, rows = self.world.faults, [dict(row) for row in rows]
        if faults.take("bill_off_by_one") is not None:
            row = next((one for one in rows if one["交易状态"] == "SUCCESS"), rows[0])
            name = "订单金额" if row["交易状态"] == "SUCCESS" else "申请退款金额"
            row[name] = yuan(fen(row[name]) + 1)
        if faults.take("bill_row_missing") is not None:
            rows.pop(len(rows) // 2)
        if faults.take("bill_row_extra") is not None:
            rows.append(made_up(self.world, day))
        return rows

    async def download(self, request: Request) -> Response:
        found = self.downloads.get(request.query.get("token", ""))
        if found is None or found.expires_at < self.world.now():
            raise Refused(400, "INVALID_REQUEST", "下载地址无效或已过期，请重新申请账单")
        return Response(200, found.content, (("Content-Type", "application/octet-stream"),))


def exist(rows: list[Row]) -> None:
    if not rows:
        raise Refused(400, "NO_STATEMENT_EXIST", "账单文件不存在，请检查当前商户号在指定日期内是否有成功的交易")
