"""What the studio costs a school of a million orders: its home, and each long list: its ends, states and searches."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from bench import crowd
from bench.client import browser
from bench.measure import Figure, cost, share
from bench.product import Product

HEAD = "13800000001"
LISTS = {
    "orders, first page": "/studio/orders",
    "orders, one status": "/studio/orders?status=refunded",
    "orders, no order in that status": "/studio/orders?status=partly_refunded",
    "orders, half a million deep": "/studio/orders?before=500000",
    "orders, search by end of number": "/studio/orders?query=0000500123",
    "orders, search by day": "/studio/orders?query={day}",
    "orders, search by channel's number": "/studio/orders?query=C00000000000000500123",
    "orders, search by phone": "/studio/orders?query=13900050123",
    "orders, search by last four digits": "/studio/orders?query=0123",
    "orders, search by name": "/studio/orders?query=%E5%AD%A6%E5%91%9850123",
    "orders, search by what all are called": "/studio/orders?query=%E5%AD%A6%E5%91%98",
    "orders, search by course": "/studio/orders?query=%E6%89%8B%E6%9C%BA",
    "orders, nothing found": "/studio/orders?query=%E6%9F%A5%E6%97%A0%E6%AD%A4%E5%8D%95",
    "refunds, first page": "/studio/refunds",
    "refunds, waiting": "/studio/refunds?status=requested",
    "refunds, no refund in that status": "/studio/refunds?status=processing",
    "learners, first page": "/studio/learners",
    "learners, of today": "/studio/learners?joined=today",
    "learners, half way": "/studio/learners?before=50000",
    "learners, search by phone": "/studio/learners?query=13900050123",
    "learners, search by last four digits": "/studio/learners?query=0123",
    "learners, search by name": "/studio/learners?query=%E5%AD%A6%E5%91%9850123",
    "learners, search by what all are called": "/studio/learners?query=%E5%AD%A6%E5%91%98",
}


def figures(product: Product) -> Iterator[Figure]:
    crowd.come(product)
    head = browser(product, HEAD)
    spent = cost(product, lambda: head.get("/studio/"), calls=20, warm=10)
    yield Figure(name="studio home, 1,000,000 orders", found=spent.whole, goal=20, note=share(spent))
    long_ago = f"{datetime.now(UTC) - timedelta(days=300):%Y%m%d}"
    for name, page in LISTS.items():
        address = page.format(day=long_ago)
        spent = cost(product, lambda address=address: head.get(address), calls=5, warm=2)  # type: ignore[misc]
        yield Figure(name=name, found=spent.whole, goal=20, note=share(spent))
