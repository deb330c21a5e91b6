"""Alipay's notifications: a signed form, sent again until the merchant answers the seven letters ``success``."""

import asyncio
import contextlib
import dataclasses
import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from urllib.parse import urlencode

from wxsim.alipay.money import fen, yuan
from wxsim.alipay.papers import Papers
from wxsim.alipay.pen import sealed, spoiled
from wxsim.alipay.records import Call
from wxsim.crypto import random_text
from wxsim.faults import Faults
from wxsim.world import World

RETRIES = (120, 600, 600, 3600, 7200, 21600, 54000)
TAKEN = "success"
Said = dict[str, str]


def changed(name: str, change: Callable[[str], str]) -> Callable[[Said], None]:
    def make(said: Said) -> None:
        if name in said:
            said[name] = change(said[name])

    return make


def dearer(amount: str) -> str:
    return yuan(fen(amount) + 1)


DISTORTIONS: Mapping[str, tuple[Callable[[Said], None], ...]] = {
    "wrong_amount": (changed("total_amount", dearer), changed("refund_fee", dearer), changed("refund_amount", dearer)),
    "wrong_merchant": (changed("seller_id", lambda number: "2088" + number[:3:-1]),),
    "wrong_app": (changed("app_id", lambda number: "2021" + number[:3:-1]),),
    "foreign_number": (
        changed("out_trade_no", lambda number: f"X{number}"),
        changed("out_biz_no", lambda number: f"X{number}"),
        changed("out_request_no", lambda number: f"X{number}"),
    ),
    "extra_fields": (lambda said: said.update(brand_new_field="新字段"),),
}


def distort(faults: Faults, said: Said, *, on: str = "") -> None:
    for name, changes in DISTORTIONS.items():
        if faults.take(name, on=on) is not None:
            for change in changes:
                change(said)


class AlipayCourier:
    def __init__(self, world: World) -> None:
        self.world = world
        self.papers = Papers(world.alipay.folder)
        self.wake = asyncio.Event()
        self.under_way: dict[str, asyncio.Task[str]] = {}

    def notify(self, url: str, said: Said, *, hold: bool = False) -> Call:
        """``hold``: a payment, which may be told after its refund when that is planted."""
        late, faults = 0.0, self.world.faults
        if (wanted := faults.take("late_notify")) is not None:
            late = float(wanted.get("seconds", 30))
        held = faults.take("out_of_order") if hold else None
        if held is not None:
            late = float(held.get("seconds", 600))
        number = f"{self.world.clock()[:10].replace('-', '')}{random_text(30)}"
        call = Call(number, url, said, due=self.world.now() + late, after_refund=held is not None)
        self.world.store.keep(call)
        self.wake.set()
        return call

    @contextlib.asynccontextmanager
    async def alive(self) -> AsyncIterator[None]:
        rounds = asyncio.create_task(self.rounds())
        yield
        tasks = [rounds, *self.under_way.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def rounds(self) -> None:
        while True:
            self.wake.clear()
            now = self.world.now()
            for call in self.world.store.every(Call):
                if not call.done and call.due <= now and call.key not in self.under_way:
                    self.under_way[call.key] = asyncio.create_task(self.attempt(call))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.wake.wait(), timeout=0.2)

    async def attempt(self, call: Call) -> str:
        try:
            answer = await self.deliver(call)
            if self.world.faults.take("duplicate_notify") is not None:
                await self.deliver(call)
                await self.deliver(dataclasses.replace(call, notify_id=f"9{secrets.token_hex(20)}"))
        finally:
            self.under_way.pop(call.key, None)
        call.attempts += 1
        call.answers.append(answer[:64])
        call.done = answer == TAKEN or call.attempts > len(RETRIES)
        if not call.done:
            call.due = self.world.now() + RETRIES[call.attempts - 1] * self.world.pace
        self.world.store.keep(call)
        if call.said.get("out_biz_no"):
            self.release(call.said["out_trade_no"])
        return answer

    def release(self, out_trade_no: str) -> None:
        """A payment held back for its refund's notification may now be told."""
        for call in self.world.store.every(Call):
            if call.after_refund and not call.attempts and call.said["out_trade_no"] == out_trade_no:
                call.due = self.world.now()
                self.wake.set()

    def shift(self, back: float) -> None:
        """The clock was set; see ``Courier.set_clock``."""
        for call in self.world.store.every(Call):
            if not call.done:
                call.due += back
        self.wake.set()

    async def deliver(self, call: Call) -> str:
        headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8", "User-Agent": "Mozilla/4.0"}
        return await asyncio.to_thread(self.world.hear, call.notify_url, headers, self.letter(call))

    def letter(self, call: Call) -> bytes:
        """The form as it goes over the wire, after whatever fault is planted."""
        said = {**call.said, "notify_id": call.notify_id, "notify_time": self.world.clock()}
        distort(self.world.faults, said)
        form = sealed(self.world.alipay, said, pen=self.papers.key if self.papers.certified else None)
        if self.world.faults.take("bad_signature") is not None:
            form["sign"] = spoiled(form["sign"])
        return urlencode(form).encode()
