"""What a sale costs, and what happens when two thousand people want two hundred seats."""

import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from itertools import count
from queue import Empty, Queue
from typing import Any

from bench.client import PHONE_BROWSER, Client
from bench.measure import ROUNDS, Figure, cost, percentile, share
from bench.pages import paid_course
from bench.product import OURS, Product

SALES, WARM = 12, 12
SEATS, ATTEMPTS, AT_ONCE = 200, 2000, 64
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
_next_person = count(1)


def people(product: Product, many: int) -> list[Client]:
    """New learners, each logged in with a token."""
    first = next(_next_person)
    for _ in range(many):
        next(_next_person)
    env = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    script = PEOPLE.format(first=first, many=many, agent=PHONE_BROWSER)
    made = subprocess.run(
        [sys.executable, "-m", "zhiyu.command.main", "manage", "shell", "-c", script],
        env={**env, "ZHIYU_HOME": str(product.home)},
        capture_output=True,
        text=True,
        check=True,
    )
    tokens = [line.split()[1] for line in made.stdout.splitlines() if line.startswith("token ")]
    return [with_token(product, token) for token in tokens]


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
    oversold, waits = 0, list[float]()
    for _ in range(runs):
        with product.sql() as sql:
            sql.execute("update catalog_product set stock = taken + %s where code = %s", [SEATS, slug])
        answers = one_run(product, slug, waits)
        with product.sql() as sql:
            [held] = sql.execute("select stock - taken from catalog_product where code = %s", [slug]).fetchone() or [0]
        oversold += answers[201] != SEATS or held != 0
    with product.sql() as sql:
        sql.execute("update catalog_product set stock = null where code = %s", [slug])
    note = f"{SEATS} seats, {ATTEMPTS} attempts, {AT_ONCE} at once"
    yield Figure(name=f"limited seats, runs of {runs} not exact", found=oversold, goal=0, unit="runs", note=note)
    found = percentile(waits, 0.99) * 1000
    yield Figure(
        name="limited seats, attempt p99",
        found=found,
        goal=1000,
        unit="ms",
        note=f"median {percentile(waits, 0.5) * 1000:.0f} ms",
    )


def one_run(product: Product, slug: str, waits: list[float]) -> Counter[int]:
    """Every attempt by somebody else; as many connections as buyers at once."""
    queue: Queue[Client] = Queue()
    for one in people(product, ATTEMPTS):
        queue.put(one)
    body = json.dumps(wanted(Client.of(product), slug)).encode()
    answers: Counter[int] = Counter()

    def hurry() -> None:
        line = Client("127.0.0.1", product.port)
        while True:
            try:
                buyer = queue.get_nowait()
            except Empty:
                return
            line.headers = buyer.headers
            began = time.perf_counter()
            status, _ = line.send("POST", "/api/v1/orders", body, **{"Content-Type": "application/json"})
            waits.append(time.perf_counter() - began)
            answers[status] += 1

    crowd = [threading.Thread(target=hurry) for _ in range(AT_ONCE)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    return answers
