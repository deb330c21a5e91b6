"""The same sale without the product: the statements of one order, word for word from the server's log, by pgbench.

A sale of the product's is recorded; in what it sent, the buyer and the order's number become pgbench's variables, so
that every transaction is another buyer's. Both sides sell units of one deal to as many buyers at once.
"""

import contextlib
import re
import subprocess
import time
from collections.abc import Iterator

from bench.product import Product
from zhiyu.backups.binaries import binary

ENTRY = re.compile(
    r"^(?P<pid>\d+)~LOG:  duration: [\d.]+ ms  (?:statement|execute [^:]*): (?P<sql>.*?)"
    r"(?:^(?P=pid)~DETAIL:  [Pp]arameters: (?P<given>.*?))?(?=^\d+~|\Z)",
    re.MULTILINE | re.DOTALL,
)
GIVEN = re.compile(r"\$(\d+) = (NULL|'(?:[^']|'')*')")
TPS = re.compile(r"tps = ([\d.]+)")


RECONNECT = """
select pg_terminate_backend(pid) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()
"""


@contextlib.contextmanager
def told_values(product: Product) -> Iterator[None]:
    """The product's server keeps values out of its log; a role's own setting counts from its next connection on."""
    with product.sql() as sql:
        try:
            sql.execute("alter role zhiyu set log_error_verbosity = 'default'")
            sql.execute(RECONNECT)
            time.sleep(5)
            yield
        finally:
            sql.execute("alter role zhiyu reset log_error_verbosity")
            sql.execute(RECONNECT)
            time.sleep(5)


def sale_in(said: str) -> list[str]:
    """The statements, parameters put in, of a transaction that takes a deal's unit."""
    open_: dict[str, list[str]] = {}
    for entry in ENTRY.finditer(re.sub(r"^database \| ", "", said, flags=re.MULTILINE)):
        statement = put_in(entry["sql"].strip(), entry["given"] or "")
        mine = open_.setdefault(entry["pid"], [])
        mine.append(statement)
        if statement == "BEGIN":
            open_[entry["pid"]] = [statement]
        elif statement == "COMMIT" and any("update promotions_deal set taken" in one for one in mine):
            return mine
    raise SystemExit("no sale is in the server's log")


def put_in(statement: str, given: str) -> str:
    values = dict(GIVEN.findall(given))
    return " ".join(re.sub(r"\$(\d+)", lambda place: values[place[1]], statement).split())


def script(statements: list[str], *, buyer_id: int, order_no: str, names: list[str]) -> str:
    """For pgbench: ``buyer_id``, ``order_no`` and ``names`` (``Spent.person``) are other ones in each transaction."""
    own = {order_no: ":no::text", **{name: f"md5('{n}' || :buyer::text)" for n, name in enumerate(names)}}

    def anybodys(literal: re.Match[str]) -> str:
        text = literal[0][1:-1]
        if text == str(buyer_id):
            return ":buyer"
        parts = [part for part in re.split(f"({'|'.join(map(re.escape, own))})", text) if part]
        if not own.keys() & {*parts}:
            return quoted(text)
        said = " || ".join(own.get(part) or quoted(part) for part in parts)
        return f"({said})::text[]" if text.startswith("{") else f"({said})"

    lines = [re.sub(r"'(?:[^']|'')*'", anybodys, one) for one in statements]
    head = [r"\set n :n + 1", r"\set buyer :first + :client_id * :each + :n", r"\set no random(1, 1000000000000000)"]
    return "\n".join([*head, *(f"{line};" for line in lines)]) + "\n"


def quoted(text: str) -> str:
    """A colon would be read as the beginning of a variable."""
    plain = text.replace("\\", "\\\\").replace(":", r"\x3a")
    return f"E'{plain}'" if plain != text else f"'{text}'"


def sales_a_second(product: Product, text: str, *, clients: int, each: int, first: int) -> float:
    place = product.home / "sale.sql"
    place.write_text(text)
    with product.sql() as sql:
        host = sql.info.host
    asked = ["-n", "-M", "prepared", "-c", str(clients), "-j", "2", "-t", str(each), "-f", str(place)]
    variables = ["-D", "n=-1", "-D", f"first={first}", "-D", f"each={each}"]
    ran = subprocess.run(
        [binary("pgbench"), *asked, *variables, "-h", host, "-U", "zhiyu", "zhiyu"],
        capture_output=True,
        text=True,
        check=False,
    )
    tps = TPS.search(ran.stdout)
    if ran.returncode or tps is None:
        raise SystemExit(f"pgbench did not run: {ran.stderr[-1500:]}")
    return float(tps[1])
