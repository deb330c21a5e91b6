"""How soon an event reaches its handler at fifty a second, and how many deliveries a second the worker makes.

The event is a real one with a real handler: an order already settled is said to be paid once more, its handler looks
for other attempts to close and finds none.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator

from bench.measure import Figure, percentile
from bench.product import OURS, Product

A_SECOND, SECONDS, BURST, IN_ONE = 50, 20, 3000, 50
WAITS = """
select extract(epoch from d.updated_at - e.created_at)::float * 1000
from platform_delivery d join platform_event e on e.id = d.event_id where e.id > %s and d.state = 'done'
"""
SPAN = """
select extract(epoch from max(d.updated_at) - min(d.updated_at))::float
from platform_delivery d join platform_event e on e.id = d.event_id where e.id > %s
"""


def figures(product: Product) -> Iterator[Figure]:
    before = last_event(product)
    publish(product, pause=1 / A_SECOND, count=A_SECOND * SECONDS, at_once=1)
    wait_until_done(product, before)
    with product.sql() as sql:
        waits = [float(row[0]) for row in sql.execute(WAITS, [before])]
    note = f"median {percentile(waits, 0.5):.0f} ms of {len(waits)}"
    yield Figure(name="event to handler, 50/s, p95", found=percentile(waits, 0.95), goal=500, unit="ms", note=note)
    before, spent = last_event(product), product.spent("worker")
    publish(product, pause=0, count=BURST, at_once=IN_ONE)
    wait_until_done(product, before)
    after = product.spent("worker")
    with product.sql() as sql:
        (span,) = sql.execute(SPAN, [before]).fetchone() or (0,)
    own, database = (after.own - spent.own) / BURST, (after.database - spent.database) / BURST
    note = f"each: worker {own:.2f} + database {database:.2f} CPU ms, publishing with it"
    yield Figure(name="deliveries a second", found=BURST / span, goal=150, unit="/s", lower=False, note=note)


def last_event(product: Product) -> int:
    with product.sql() as sql:
        return int((sql.execute("select coalesce(max(id), 0) from platform_event").fetchone() or (0,))[0])


def wait_until_done(product: Product, after: int, *, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    with product.sql() as sql:
        while time.monotonic() < end:
            waiting = "select count(*) from platform_delivery where event_id > %s and state <> 'done'"
            if (sql.execute(waiting, [after]).fetchone() or (0,))[0] == 0:
                return
            time.sleep(0.2)
    raise SystemExit("deliveries are left over")


def publish(product: Product, *, pause: float, count: int, at_once: int) -> None:
    """By a process of its own that has the product's settings."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    env |= {"ZHIYU_HOME": str(product.home), "ZHIYU_MODE": "demo", "ZHIYU_PART": "web", "ZHIYU_URL": product.url}
    lines = (product.home / "sim" / "env").read_text().splitlines()
    env |= dict(line.split("=", 1) for line in lines if "=" in line)
    env["DJANGO_SETTINGS_MODULE"] = "zhiyu.config.settings"
    argv = [sys.executable, "-m", "bench.events", str(pause), str(count), str(at_once)]
    subprocess.run(argv, env=env, check=True)


def drive(*, pause: float, count: int, at_once: int) -> None:
    import django  # noqa: PLC0415 -- in the driver's process only

    django.setup()
    from django.db import transaction  # noqa: PLC0415

    from zhiyu.commerce.events import OrderPaid  # noqa: PLC0415
    from zhiyu.commerce.models import Order, PaymentAttempt  # noqa: PLC0415
    from zhiyu.platform.bus import publish as tell  # noqa: PLC0415

    still_open = PaymentAttempt.objects.filter(closed_at=None)
    order = Order.objects.exclude(pk__in=still_open.values("order")).order_by("pk")[0]
    event = OrderPaid(order_id=order.pk, buyer_id=order.buyer_id, paid_fen=order.total_fen)
    began = time.monotonic()
    for number in range(0, count, at_once):
        time.sleep(max(0.0, began + number * pause - time.monotonic()))
        with transaction.atomic():
            for _ in range(at_once):
                tell(event)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("pause", type=float)
    parser.add_argument("count", type=int)
    parser.add_argument("at_once", type=int)
    drive(**vars(parser.parse_args()))
