"""Notifications: made, sealed, signed, delivered in the background and repeated until the merchant says 200 or 204."""

import asyncio
import contextlib
import copy
import dataclasses
import json
import secrets
import time
import uuid
from collections.abc import AsyncIterator
from typing import Any

from wxsim.crypto import random_text, seal, sign
from wxsim.faults import CONTENT
from wxsim.store import Notice, Order, Refund
from wxsim.world import World

ACKNOWLEDGED = {200, 204}
AGENT = "Mozilla/4.0"


class Courier:
    def __init__(self, world: World) -> None:
        self.world = world
        self.wake = asyncio.Event()
        self.under_way: dict[str, asyncio.Task[int]] = {}

    def notify(
        self, *, event_type: str, original_type: str, summary: str, url: str, resource: dict[str, Any]
    ) -> Notice:
        """Queue a notification; its first try starts at once."""
        late = self.world.faults.take("late_notify")
        notice = Notice(
            id=str(uuid.uuid4()),
            event_type=event_type,
            original_type=original_type,
            summary=summary,
            notify_url=url,
            resource=resource,
            create_time=self.world.stamp(),
            due=time.time() + (float(late.get("seconds", 30)) if late else 0),
        )
        self.world.store.keep(notice)
        self.wake.set()
        return notice

    @contextlib.asynccontextmanager
    async def alive(self) -> AsyncIterator[None]:
        rounds = asyncio.create_task(self.rounds())
        yield
        tasks = [rounds, *self.under_way.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.world.store.close()

    async def rounds(self) -> None:
        while True:
            self.wake.clear()
            now = time.time()
            for refund in self.world.store.every(Refund):
                if refund.status == "PROCESSING" and refund.settle_at <= now:
                    self.settle(refund)
            for notice in self.world.store.every(Notice):
                if not notice.done and notice.due <= now and notice.id not in self.under_way:
                    self.under_way[notice.id] = asyncio.create_task(self.attempt(notice))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.wake.wait(), timeout=0.2)

    def settle(self, refund: Refund) -> None:
        refund.status = refund.ends
        refund.success_time = self.world.stamp() if refund.status == "SUCCESS" else ""
        self.world.store.keep(refund)
        if not (url := refund.asked.get("notify_url")):
            return
        self.notify(
            event_type=f"REFUND.{refund.status}",
            original_type="refund",
            summary="退款成功" if refund.status == "SUCCESS" else "退款异常",
            url=url,
            resource=self.refund_resource(refund),
        )

    def refund_resource(self, refund: Refund) -> dict[str, Any]:
        order = self.world.store.find(Order, refund.out_trade_no)
        said = {
            "mchid": self.world.keys.mchid,
            "transaction_id": order.transaction_id if order else "",
            "out_trade_no": refund.out_trade_no,
            "refund_id": refund.refund_id,
            "out_refund_no": refund.out_refund_no,
            "refund_status": refund.status,
            "success_time": refund.success_time,
            "user_received_account": "支付用户零钱",
            "amount": {
                "total": refund.asked["amount"]["total"],
                "refund": refund.amount,
                "payer_total": refund.asked["amount"]["total"],
                "payer_refund": refund.amount,
            },
        }
        return {name: value for name, value in said.items() if value}

    async def attempt(self, notice: Notice) -> int:
        try:
            status = await self.deliver(notice)
            if self.world.faults.take("duplicate_notify"):
                await self.deliver(notice)
                await self.deliver(dataclasses.replace(notice, id=str(uuid.uuid4())))
        finally:
            self.under_way.pop(notice.id, None)
        notice.attempts += 1
        notice.statuses.append(status)
        notice.done = status in ACKNOWLEDGED or notice.attempts > len(self.world.retries)
        if not notice.done:
            notice.due = time.time() + self.world.retries[notice.attempts - 1]
        self.world.store.keep(notice)
        return status

    async def deliver(self, notice: Notice) -> int:
        body, headers = self.letter(notice)
        return await asyncio.to_thread(self.world.post, notice.notify_url, headers, body)

    def letter(self, notice: Notice) -> tuple[bytes, dict[str, str]]:
        """The notification as it goes over the wire, after whatever fault is planted."""
        faults, keys = self.world.faults, self.world.keys
        resource = copy.deepcopy(notice.resource)
        for name, changes in CONTENT.items():
            if faults.take(name):
                for change in changes:
                    change(resource)
        sealed = seal(keys.apiv3_key, as_json(resource), associated=notice.original_type)
        body = as_json(
            {
                "id": notice.id,
                "create_time": notice.create_time,
                "event_type": notice.event_type,
                "resource_type": "encrypt-resource",
                "summary": notice.summary,
                "resource": {"original_type": notice.original_type, **sealed},
            }
        )
        if faults.take("bom"):
            body = b"\xef\xbb\xbf" + body
        return body, {"Content-Type": "application/json", "User-Agent": AGENT, **self.signed(body)}

    def signed(self, body: bytes) -> dict[str, str]:
        faults, keys = self.world.faults, self.world.keys
        skew = faults.take("skew")
        stamp = str(int(self.world.now() - (float(skew.get("seconds", 600)) if skew else 0)))
        headers = signature_headers(self.world, body, stamp=stamp)
        if faults.take("bad_signature"):
            headers["Wechatpay-Signature"] = spoiled(headers["Wechatpay-Signature"])
        if faults.take("sign_probe"):
            headers["Wechatpay-Signature"] = "WECHATPAY/SIGNTEST/" + headers["Wechatpay-Signature"][19:]
        if faults.take("unknown_serial"):
            headers["Wechatpay-Serial"] = keys.public_key_id[:-6] + "000000"
        return headers


def as_json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def signature_headers(world: World, body: bytes, *, stamp: str = "") -> dict[str, str]:
    stamp, nonce = stamp or str(int(world.now())), random_text(32)
    return {
        "Request-ID": secrets.token_hex(14).upper(),
        "Wechatpay-Timestamp": stamp,
        "Wechatpay-Nonce": nonce,
        "Wechatpay-Serial": world.keys.public_key_id,
        "Wechatpay-Signature": sign(world.keys.platform, f"{stamp}\n{nonce}\n".encode() + body + b"\n"),
        "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048",
    }


def spoiled(signature: str) -> str:
    """Still Base64 of the right length, signing nothing."""
    return signature[::-1].lstrip("=")[:340].ljust(342, "A") + "=="
