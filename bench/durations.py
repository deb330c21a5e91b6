"""The server's log of every statement and how long it took, for a while."""

import contextlib
import time
from collections.abc import Callable, Iterator

from bench.product import Product

# No space before LOG: the supervisor leaves such lines out of what it prints.
LOGGED = {"log_line_prefix": "%p~", "log_min_duration_statement": "0"}


@contextlib.contextmanager
def logged(product: Product) -> Iterator[Callable[[], str]]:
    """What is given says, after the block, what the server wrote during it."""
    log = product.home / "bench.log"
    with product.sql() as sql:
        for name, value in LOGGED.items():
            sql.execute(f"alter system set {name} = '{value}'")
        sql.execute("select pg_reload_conf()")
        time.sleep(1)
        start = log.stat().st_size
        try:
            yield lambda: log.read_bytes()[start:].decode(errors="replace")
        finally:
            for name in LOGGED:
                sql.execute(f"alter system reset {name}")
            sql.execute("select pg_reload_conf()")
    time.sleep(2)
