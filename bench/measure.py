"""CPU per call: rounds of equal calls, the product's processes read before and after each, the median kept."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from bench.product import Product, Spent

ROUNDS = 7


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One line of the results, in ``unit``. ``lower`` is better unless said; a floor's goal is infinite."""

    name: str
    found: float
    goal: float
    unit: str = "CPU ms"
    lower: bool = True
    note: str = ""

    @property
    def is_floor(self) -> bool:
        return self.goal == float("inf")

    @property
    def met(self) -> bool:
        return self.found <= self.goal if self.lower else self.found >= self.goal


def cost(
    product: Product,
    call: Callable[[], object],
    *,
    calls: int = 40,
    warm: int = 20,
    parts: tuple[str, ...] = ("web",),
    before: Callable[[], None] = lambda: None,
) -> Spent:
    """Median over rounds of what one call costs the named parts and the database, less what they spend at rest."""
    for _ in range(warm):
        call()
    rest = at_rest(product, parts)
    rounds = []
    for _ in range(ROUNDS):
        before()
        then, began = product.spent(*parts), time.monotonic()
        for _ in range(calls):
            call()
        after, took = product.spent(*parts), time.monotonic() - began
        rounds.append(
            Spent(
                own=(after.own - then.own - rest.own * took) / calls,
                database=(after.database - then.database - rest.database * took) / calls,
            )
        )
    return Spent(
        own=statistics.median(one.own for one in rounds), database=statistics.median(one.database for one in rounds)
    )


def at_rest(product: Product, parts: tuple[str, ...], *, seconds: float = 4.0) -> Spent:
    """CPU milliseconds a second while nobody asks."""
    before = product.spent(*parts)
    time.sleep(seconds)
    after = product.spent(*parts)
    return Spent(own=(after.own - before.own) / seconds, database=(after.database - before.database) / seconds)


def share(spent: Spent) -> str:
    return f"own {spent.own:.2f} + database {spent.database:.2f}"


def seconds(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def percentile(values: list[float], of: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * of))]
