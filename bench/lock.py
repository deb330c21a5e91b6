"""How long buyers keep others waiting at a product's row: from the row taken to the end of its commit, by the server.

Two triggers of the bench's own say to the microsecond when a seat is taken and when its commit begins; how long the
commit took is in the server's log of durations.
"""

import contextlib
import re
import time
from collections.abc import Iterator

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
# No space before LOG: the supervisor leaves such lines out of what it prints.
LOGGED = {"log_line_prefix": "%p~", "log_min_duration_statement": "0"}
LINE = re.compile(r"(\d+)~LOG:  (?:bench (BEFORE|AFTER) ([\d.]+)|duration: ([\d.]+) ms  statement: COMMIT)")


@contextlib.contextmanager
def watched(product: Product) -> Iterator[list[float]]:
    """The milliseconds of each holding; filled at the end."""
    held: list[float] = []
    log = product.home / "bench.log"
    with product.sql() as sql:
        sql.execute(UNWATCH)
        sql.execute(WATCH)
        for name, value in LOGGED.items():
            sql.execute(f"alter system set {name} = '{value}'")
        sql.execute("select pg_reload_conf()")
        time.sleep(1)
        start = log.stat().st_size
        try:
            yield held
        finally:
            for name in LOGGED:
                sql.execute(f"alter system reset {name}")
            sql.execute("select pg_reload_conf()")
            sql.execute(UNWATCH)
    time.sleep(2)
    held += holdings(log.read_bytes()[start:].decode(errors="replace"))


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
