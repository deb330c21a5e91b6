"""What the studio costs a school of a million orders: its home, and the first page and the search of each long list."""

from collections.abc import Iterator

from bench import crowd
from bench.client import browser
from bench.measure import Figure, cost, share
from bench.product import Product

HEAD = "13800000001"
LISTS = {
    "orders, first page": "/studio/orders",
    "orders, one status": "/studio/orders?status=refunded",
    "orders, search by number": "/studio/orders?query=0000500123",
    "orders, search by phone": "/studio/orders?query=13900050123",
    "orders, search by name": "/studio/orders?query=%E5%AD%A6%E5%91%9850123",
    "refunds, first page": "/studio/refunds",
    "learners, first page": "/studio/learners",
    "learners, search by phone": "/studio/learners?query=50123",
    "learners, search by name": "/studio/learners?query=%E5%AD%A6%E5%91%9850123",
}


def figures(product: Product) -> Iterator[Figure]:
    crowd.come(product)
    head = browser(product, HEAD)
    spent = cost(product, lambda: head.get("/studio/"), calls=20, warm=10)
    yield Figure(name="studio home, 1,000,000 orders", found=spent.whole, goal=20, note=share(spent))
    for name, page in LISTS.items():
        spent = cost(product, lambda page=page: head.get(page), calls=3, warm=2)  # type: ignore[misc]
        yield Figure(name=name, found=spent.whole, goal=50, note=share(spent))
