"""Notifications: made, sealed, signed, delivered in the background and repeated until the merchant says 200 or 204."""

import asyncio
import contextlib
import copy
import dataclasses
import json
import uuid
from collections.abc import AsyncIterator
from typing import Any

from wxsim.crypto import seal
from wxsim.faults import distort
from wxsim.pen import signature_headers
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
        late, faults = 0.0, self.world.faults
        if (wanted := faults.take("late_notify")) is not None:
            late = float(wanted.get("seconds", 30))
        held = faults.take("out_of_order") if event_type == "TRANSACTION.SUCCESS" else None
        if held is not None:
            late = float(held.get("seconds", 600))
        notice = Notice(
            id=str(uuid.uuid4()),
            event_type=event_type,
            original_type=original_type,
            summary=summary,
            notify_url=url,
            resource=resource,
            create_time=self.world.stamp(),
            due=self.world.now() + late,
            after_refund=held is not None,
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
            now = self.world.now()
            for refund in self.world.store.every(Refund):
                if refund.status == "PROCESSING" and refund.settle_at <= now:
                    self.settle(refund)
            for notice in self.world.store.every(Notice):
                if not notice.done and notice.due <= now:
                    self.send(notice)
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

    def send(self, notice: Notice) -> asyncio.Task[int]:
        """Under way once at a time."""
        if notice.id not in self.under_way:
            self.under_way[notice.id] = asyncio.create_task(self.attempt(notice))
        return self.under_way[notice.id]

    async def attempt(self, notice: Notice) -> int:
        try:
            status = await self.deliver(notice)
            if self.world.faults.take("duplicate_notify") is not None:
                await self.deliver(notice)
                await self.deliver(dataclasses.replace(notice, id=str(uuid.uuid4())))
        finally:
            self.under_way.pop(notice.id, None)
        notice.attempts += 1
        notice.statuses.append(status)
        notice.done = status in ACKNOWLEDGED or notice.attempts > len(self.world.retries)
        if not notice.done:
            notice.due = self.world.now() + self.world.retries[notice.attempts - 1] * self.world.pace
        self.world.store.keep(notice)
        if notice.original_type == "refund":
            self.release(notice.resource["out_trade_no"])
        return status

    def release(self, out_trade_no: str) -> None:
        """A payment held back for its refund's notification may now be told."""
        for notice in self.world.store.every(Notice):
            if notice.after_refund and not notice.attempts and notice.resource["out_trade_no"] == out_trade_no:
                notice.due = self.world.now()
                self.wake.set()

    def set_clock(self, offset: float) -> float:
        """Forward, what waits comes due as if the time had passed; back, it waits no longer than before.

        Answers by how much it went back, a negative number.
        """
        back = min(0.0, offset - self.world.offset)
        self.world.offset = offset
        waiting = [one for one in self.world.store.every(Notice) if not one.done]
        for notice in waiting:
            notice.due += back
        for refund in self.world.store.every(Refund):
            refund.settle_at += back
        self.wake.set()
        return back

    async def deliver(self, notice: Notice) -> int:
        body, headers = self.letter(notice)
        return await asyncio.to_thread(self.world.post, notice.notify_url, headers, body)

    def letter(self, notice: Notice) -> tuple[bytes, dict[str, str]]:
        """The notification as it goes over the wire, after whatever fault is planted."""
        resource = copy.deepcopy(notice.resource)
        distort(self.world.faults, resource)
        sealed = seal(self.world.keys.apiv3_key, as_json(resource), associated=notice.original_type)
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
        if self.world.faults.take("bom") is not None:
            body = b"\xef\xbb\xbf" + body
        usual = {"Content-Type": "application/json", "User-Agent": AGENT}
        return body, {**usual, **signature_headers(self.world, body)}


def as_json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
