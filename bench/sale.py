"""What a sale costs, and what happens when two thousand people want two hundred seats."""

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from itertools import count
from queue import Empty, Queue
from typing import Any

from bench.client import PHONE_BROWSER, Client
from bench.lock import watched
from bench.measure import ROUNDS, Figure, cost, percentile, share
from bench.pages import paid_course
from bench.product import OURS, Product

SALES, WARM = 12, 12
SEATS, ATTEMPTS, AT_ONCE = 200, 2000, 64
CREATED = 201
PEOPLE = """
import json, sys
from zhiyu.accounts.actions import issue_token
from zhiyu.accounts.models import User
first, many = {first}, {many}
User.objects.bulk_create([
    User(username=f"bench{{n}}", phone=f"+86139{{n:08d}}", name=f"学员 {{n}}") for n in range(first, first + many)
])
for user in User.objects.filter(username__in=[f"bench{{n}}" for n in range(first, first + many)]):
    print("token", issue_token(user=user, user_agent={agent!r}, address="127.0.0.1")[0])
"""
ONE = """
from zhiyu.accounts.actions import issue_token
from zhiyu.accounts.models import User
user = User.objects.get(phone={phone!r})
print("token", issue_token(user=user, user_agent={agent!r}, address="127.0.0.1")[0])
"""
_next_person = count(1)


def people(product: Product, many: int) -> list[Client]:
    """New learners, each logged in with a token."""
    first = next(_next_person)
    for _ in range(many):
        next(_next_person)
    script = PEOPLE.format(first=first, many=many, agent=PHONE_BROWSER)
    return [with_token(product, token) for token in tokens(product, script)]


def token_of(product: Product, phone: str) -> str:
    return tokens(product, ONE.format(phone=phone, agent=PHONE_BROWSER))[0]


def tokens(product: Product, script: str) -> list[str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    made = subprocess.run(
        [sys.executable, "-m", "zhiyu.command.main", "manage", "shell", "-c", script],
        env={**env, "ZHIYU_HOME": str(product.home)},
        capture_output=True,
        text=True,
        check=True,
    )
    return [line.split()[1] for line in made.stdout.splitlines() if line.startswith("token ")]


def with_token(product: Product, token: str) -> Client:
    return Client("127.0.0.1", product.port, {"User-Agent": PHONE_BROWSER, "Authorization": f"Bearer {token}"})


def wanted(client: Client, slug: str) -> dict[str, Any]:
    course = client.api("GET", f"/courses/{slug}")
    return {
        "lines": [{"product": slug}],
        "shown_total_fen": course["quote"]["total_fen"],
        "accepted": [term["id"] for term in course["quote"]["terms"]],
    }


def buy(buyer: Client, till: Client, order: dict[str, Any]) -> None:
    """Three requests and the notification that WeChat sends in between."""
    no = buyer.api("POST", "/orders", order)["no"]
    pay = buyer.api("POST", f"/orders/{no}/pay", {"method": "native"})
    status, answer = till.send(
        "POST",
        "/_sim/pay",
        json.dumps({"out_trade_no": pay["out_trade_no"]}).encode(),
        **{"Content-Type": "application/json"},
    )
    if status not in {200, 204}:
        raise SystemExit(f"the simulator did not pay: {status} {answer[:200]!r}")
    for _ in range(20):
        time.sleep(0.3)  # the notification is on its way; asking meanwhile would be a request more
        if buyer.api("GET", f"/orders/{no}")["status"] == "paid":
            return
    raise SystemExit("paid, and the order does not say so")


def figures(product: Product) -> Iterator[Figure]:
    slug, _lesson = paid_course(Client.of(product))
    buyers = iter(people(product, WARM + SALES * ROUNDS))
    order = wanted(Client.of(product), slug)
    till = Client("127.0.0.1", product.sim_port)
    spent = cost(product, lambda: buy(next(buyers), till, order), calls=SALES, warm=WARM)
    yield Figure(name="place, pay and confirm one order", found=spent.whole, goal=25, note=share(spent))
    yield from flash_sale(product, slug, runs=int(os.environ.get("BENCH_FLASH_RUNS", "3")))


def flash_sale(product: Product, slug: str, *, runs: int) -> Iterator[Figure]:
    """The same people in every run; who got a seat gives it back, so that each run has its two hundred to sell."""
    crowd, waits = people(product, ATTEMPTS), list[float]()
    with product.sql() as sql:
        sql.execute("update catalog_product set stock = taken + %s where code = %s", [SEATS, slug])

    def seats() -> int:
        return left(product, slug)

    wrong = sum(not one_run(product, slug, crowd, waits, left=seats) for _ in range(runs))
    with watched(product) as held:
        one_run(product, slug, crowd, [], left=seats)
    with product.sql() as sql:
        sql.execute("update catalog_product set stock = null where code = %s", [slug])
    note = f"{SEATS} seats, {ATTEMPTS} attempts, {AT_ONCE} at once"
    yield Figure(name=f"limited seats, runs of {runs} not exact", found=wrong, goal=0, unit="runs", note=note)
    yield p99("limited seats, attempt p99", waits)
    middle = f"median {percentile(held, 0.5):.2f} ms of {len(held)}, with the commit"
    yield Figure(
        name="limited seats, under the lock, p95", found=percentile(held, 0.95), goal=2, unit="ms", note=middle
    )


def p99(name: str, waits: list[float]) -> Figure:
    note = f"median {percentile(waits, 0.5) * 1000:.0f} ms"
    return Figure(name=name, found=percentile(waits, 0.99) * 1000, goal=1000, unit="ms", note=note)


def one_run(product: Product, slug: str, crowd: list[Client], waits: list[float], *, left: Callable[[], int]) -> bool:
    """Every attempt by somebody else, as many connections as buyers at once. Whether just the seats there were went."""
    body = json.dumps(wanted(Client.of(product), slug)).encode()
    queue: Queue[Client] = Queue()
    for one in crowd:
        queue.put(one)
    sold: Queue[tuple[Client, str]] = Queue()

    def hurry() -> None:
        line = Client("127.0.0.1", product.port)
        with contextlib.suppress(Empty):
            while True:
                buyer = queue.get_nowait()
                line.headers = buyer.headers
                began = time.perf_counter()
                status, answer = line.send("POST", "/api/v1/orders", body, **{"Content-Type": "application/json"})
                waits.append(time.perf_counter() - began)
                if status == CREATED:
                    sold.put((buyer, json.loads(answer)["no"]))

    together(hurry)
    exact = sold.qsize() == SEATS and left() == 0

    def give_back() -> None:
        line = Client("127.0.0.1", product.port)
        with contextlib.suppress(Empty):
            while True:
                buyer, no = sold.get_nowait()
                line.headers = buyer.headers
                line.api("POST", f"/orders/{no}/cancel")

    together(give_back)
    return exact and left() == SEATS


def together(act: Callable[[], None]) -> None:
    threads = [threading.Thread(target=act) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def left(product: Product, slug: str) -> int:
    with product.sql() as sql:
        [found] = sql.execute("select stock - taken from catalog_product where code = %s", [slug]).fetchone() or [-1]
    return int(found)
