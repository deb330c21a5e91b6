"""What deals cost: a large basket under many rules, an order that five of them touch, a flash sale that runs out."""

import contextlib
import http.client
import json
import os
import signal
import statistics
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from queue import Empty, Queue
from typing import Any
from uuid import uuid4

from bench import raw, sale
from bench.client import Client
from bench.durations import logged
from bench.measure import ROUNDS, Figure, cost, seconds, share
from bench.pages import paid_course
from bench.product import Product

LINES, DEALS, COUPONS, QUOTES = 20, 40, 10, 200
EACH = 20
JSON = {"Content-Type": "application/json"}
ORDERS, WARM = 12, 6
OWNER = "13800000001"
FIVE: list[dict[str, Any]] = [
    {"kind": "discount", "everything": True, "title": "折扣", "percent": 90},
    {"kind": "flash", "title": "秒杀", "everything": True, "price_fen": 8_000, "stock": 100_000, "once": True},
    {"kind": "newcomer", "everything": True, "title": "新人", "price_fen": 5_000},
    {"kind": "spend", "everything": True, "title": "满减", "off_fen": 500, "threshold_fen": 4_000},
    {"kind": "free", "everything": True, "title": "免费", "price_fen": 9_000},
]


def figures(product: Product) -> Iterator[Figure]:
    yield Figure(name=f"a quote of {LINES} lines under {DEALS + COUPONS} rules", found=quoting(), goal=3)
    yield from ordering(product)
    yield from beside_raw(product)
    yield from rush(product, runs=int(os.environ.get("BENCH_FLASH_RUNS", "3")))


def quoting() -> float:
    """CPU ms of the pure engine in this process: deals of every kind, coupons that join them and that do not."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django  # noqa: PLC0415 -- settings must be named before anything of Django is read

    django.setup()
    from zhiyu.promotions.market import Coupon, Deal, Kind, Market  # noqa: PLC0415 -- as above
    from zhiyu.promotions.quotes import PricedLine, QuoteContext, quote  # noqa: PLC0415 -- as above

    lines = [PricedLine(product=f"p{n}", title="课", unit_fen=9_900 + n * 100) for n in range(LINES)]
    kinds = list(Kind)
    deals = tuple(
        Deal(
            id=n,
            kind=kinds[n % len(kinds)],
            title=f"d{n}",
            codes=None if n % 3 == 0 else frozenset(f"p{one}" for one in range(n % LINES)),
            percent=99 - n,
            threshold_fen=1_000 * n,
            members=frozenset({"vip"}),
            left=50,
            once=n % 6 == 0,
        )
        for n in range(DEALS)
    )
    coupons = tuple(
        Coupon(id=n, held_id=n + 1, title=f"c{n}", off_fen=100 * n + 100, joins=n % 2 == 0) for n in range(COUPONS)
    )
    market = Market(deals=deals, coupons=coupons, newcomer=True, member_of=frozenset({"vip"}))
    context = QuoteContext(buyer_id=1, at=datetime(2026, 11, 28, tzinfo=UTC), market=market)
    found = []
    for _ in range(QUOTES):
        began = time.process_time()
        quote(lines, context=context).to_json()
        found.append((time.process_time() - began) * 1000)
    return statistics.median(found)


def ordering(product: Product) -> Iterator[Figure]:
    """Placing alone, with nothing that runs and with five deals for the course: the difference."""
    slug, _lesson = paid_course(Client.of(product))
    buyers = iter(sale.people(product, 2 * (WARM + ORDERS * ROUNDS)))

    def place() -> None:
        buyer = next(buyers)
        buyer.api("POST", "/orders", sale.wanted(buyer, slug))

    plain = cost(product, place, calls=ORDERS, warm=WARM)
    with running(product, FIVE):
        five = cost(product, place, calls=ORDERS, warm=WARM)
    yield Figure(
        name="five deals in an order, above one without",
        found=five.whole - plain.whole,
        goal=3,
        note=f"read and placed: {plain.whole:.1f} → {five.whole:.1f}; {share(five)}",
    )


@contextlib.contextmanager
def running(product: Product, deals: list[dict[str, Any]]) -> Iterator[list[int]]:
    token = sale.token_of(product, OWNER)
    owner = sale.with_token(product, token)
    ids = [int(owner.api("POST", "/studio/deals", deal)["id"]) for deal in deals]
    for pk in ids:
        owner.api("POST", f"/studio/deals/{pk}/on")
    try:
        yield ids
    finally:
        later = sale.with_token(product, token)  # the first connection has been idle for too long
        for pk in ids:
            later.api("POST", f"/studio/deals/{pk}/off")


def rush(product: Product, *, runs: int) -> Iterator[Figure]:
    """Two thousand want two hundred units of a flash sale; who comes late is told the new price, and gives nothing."""
    slug, _lesson = paid_course(Client.of(product))
    crowd, waits = sale.people(product, sale.ATTEMPTS), list[float]()
    flash = {
        "everything": True,
        "kind": "flash",
        "title": "秒杀",
        "price_fen": 4_900,
        "stock": sale.SEATS,
        "once": True,
    }
    with running(product, [flash]) as [deal_id]:

        def left() -> int:
            with product.sql() as sql:
                statement = "select stock - taken from promotions_deal where id = %s"
                [found] = sql.execute(statement, [deal_id]).fetchone() or [-1]
            return int(found)

        wrong = sum(not sale.one_run(product, slug, crowd, waits, left=left) for _ in range(runs))
        lost = killed(product, slug, crowd, deal_id)
    note = f"{sale.SEATS} units, {sale.ATTEMPTS} attempts, {sale.AT_ONCE} at once"
    yield Figure(name=f"flash sale, runs of {runs} not exact", found=wrong, goal=0, unit="runs", note=note)
    yield sale.p99("flash sale, attempt p99", waits)
    note = "web killed -9 after a quarter of the units; buyers ask again with the same key"
    yield Figure(name="flash sale, units lost or sold twice in a kill", found=lost, goal=0, unit="units", note=note)


def beside_raw(product: Product) -> Iterator[Figure]:
    """Every attempt sells: orders a second over HTTP, and of the same statements by pgbench, as many at once."""
    slug, _lesson = paid_course(Client.of(product))
    flash = {"everything": True, "kind": "flash", "title": "秒杀", "price_fen": 4_900, "stock": 1_000_000, "once": True}
    with running(product, [flash]) as [deal_id]:
        order = sale.wanted(Client.of(product), slug)
        [example, *crowd] = sale.people(product, 1 + sale.AT_ONCE * EACH)
        with raw.told_values(product), logged(product) as said:
            no = example.api("POST", "/orders", order)["no"]
        took, others = (
            all_sold(crowd, product.port, json.dumps(order).encode()),
            sale.people(product, sale.AT_ONCE * EACH),
        )
        with product.sql() as sql:
            [buyer] = sql.execute("select buyer_id from commerce_order where no = %s", [no]).fetchone() or [0]
            noted = "select person from promotions_spent s join promotions_use u on u.id = s.use_id where order_no = %s"
            names = [name for (name,) in sql.execute(noted, [no])]
            [first] = sql.execute("select max(id) from accounts_user").fetchone() or [0]
            [before] = sql.execute("select taken from promotions_deal where id = %s", [deal_id]).fetchone() or [0]
        text = raw.script(raw.sale_in(said()), buyer_id=buyer, order_no=no, names=names)
        peer = raw.sales_a_second(product, text, clients=sale.AT_ONCE, each=EACH, first=first - len(others) + 1)
        with product.sql() as sql:
            [after] = sql.execute("select taken from promotions_deal where id = %s", [deal_id]).fetchone() or [0]
    if after - before != len(others):
        raise SystemExit(f"pgbench sold {after - before} units to {len(others)} buyers")
    ours = len(crowd) / took
    note = f"{ours:.0f} orders a second over HTTP, {peer:.0f} by pgbench -M prepared, {sale.AT_ONCE} at once"
    yield Figure(
        name="flash sale where all sell, of pgbench", found=100 * ours / peer, goal=70, unit="%", lower=False, note=note
    )


def all_sold(crowd: list[Client], port: int, body: bytes) -> float:
    """Seconds until everybody has an order."""
    queue: Queue[Client] = Queue()
    for one in crowd:
        queue.put(one)

    refused = list[str]()

    def hurry() -> None:
        line = Client("127.0.0.1", port)
        with contextlib.suppress(Empty):
            while True:
                line.headers = queue.get_nowait().headers
                status, answer = line.send("POST", "/api/v1/orders", body, **JSON)
                if status != sale.CREATED:
                    refused.append(f"{status} {answer[:200]!r}")

    took = seconds(lambda: sale.together(hurry))
    if refused:
        raise SystemExit(f"{len(refused)} attempts did not sell: {refused[0]}")
    return took


def killed(product: Product, slug: str, crowd: list[Client], deal_id: int) -> int:
    """How far orders, seats and units are apart once everybody who was cut off has asked again."""
    body = json.dumps(sale.wanted(Client.of(product), slug)).encode()
    queue: Queue[Client] = Queue()
    for one in crowd:
        queue.put(one)
    nos = set[str]()

    def hurry() -> None:
        line = Client("127.0.0.1", product.port)
        with contextlib.suppress(Empty):
            while True:
                buyer = queue.get_nowait()
                line.headers = {**buyer.headers, "Idempotency-Key": f"rush-{uuid4()}"}
                status, answer = insist(line, body)
                if status == sale.CREATED:
                    nos.add(json.loads(answer)["no"])

    def kill() -> None:
        while len(nos) < sale.SEATS // 4:
            time.sleep(0.01)
        for pid in product.parts()["web"]:
            os.kill(pid, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    sale.together(hurry)
    killer.join()
    with product.sql() as sql:
        [taken] = sql.execute("select taken from promotions_deal where id = %s", [deal_id]).fetchone() or [-1]
        [rows] = sql.execute("select count(*) from commerce_order where no = any(%s)", [list(nos)]).fetchone() or [-1]
    return abs(int(taken) - sale.SEATS) + abs(int(rows) - sale.SEATS) + abs(len(nos) - sale.SEATS)


def insist(line: Client, body: bytes) -> tuple[int, bytes]:
    """As a browser does: what was cut off is sent again, by the same key, until somebody answers."""
    while True:
        with contextlib.suppress(OSError, http.client.HTTPException):
            status, answer = line.send("POST", "/api/v1/orders", body, **JSON)
            if status < 500:
                return status, answer
        time.sleep(0.2)
