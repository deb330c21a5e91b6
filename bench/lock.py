"""How long buyers keep others waiting at a product's row: from the row taken to the end of its commit, by the server.

Two triggers of the bench's own say to the microsecond when a seat is taken and when its commit begins; how long the
commit took is in the server's log of durations.
"""

import contextlib
import re
from collections.abc import Iterator

from bench.durations import logged
from bench.product import Product

WATCH = """
create function bench_seat() returns trigger language plpgsql as $$ begin
    raise log 'bench % %', tg_when, extract(epoch from clock_timestamp()) * 1000;
    return new;
end $$;
create trigger bench_taken before update of taken on catalog_product
    for each row when (new.taken > old.taken) execute function bench_seat();
create constraint trigger bench_leaving after update of taken on catalog_product
    deferrable initially deferred for each row when (new.taken > old.taken) execute function bench_seat();
"""
UNWATCH = "drop function if exists bench_seat() cascade"
LINE = re.compile(r"(\d+)~LOG:  (?:bench (BEFORE|AFTER) ([\d.]+)|duration: ([\d.]+) ms  statement: COMMIT)")


@contextlib.contextmanager
def watched(product: Product) -> Iterator[list[float]]:
    """The milliseconds of each holding; filled at the end."""
    held: list[float] = []
    with product.sql() as sql:
        sql.execute(UNWATCH)
        sql.execute(WATCH)
        try:
            with logged(product) as said:
                yield held
        finally:
            sql.execute(UNWATCH)
    held += holdings(said())


def holdings(said: str) -> Iterator[float]:
    taken: dict[str, float] = {}
    leaving: dict[str, float] = {}
    for backend, when, at, commit in LINE.findall(said):
        if when == "BEFORE":
            taken[backend] = float(at)
        elif when == "AFTER":
            leaving[backend] = float(at)
        elif backend in taken and backend in leaving:
            yield leaving.pop(backend) - taken.pop(backend) + float(commit)
