"""What must hold after every round, whatever was killed: asked of rows, pages and files."""

import contextlib
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from uuid import UUID

from tests.chaos.errands import Facts, sha256
from tests.chaos.people import Broken
from tests.chaos.school import School

QUIET_WITHIN = 75.0
LONG_AGO = 3 * 24 * 3600
OPEN_WORK = """
    select task_name, status::text, attempts from procrastinate_jobs
    where status = 'doing' or (status = 'todo' and coalesce(scheduled_at, now()) <= now())
    union all
    select handler, state, attempts from platform_delivery where state = 'waiting'
"""
ORDERS = """
    select o.no, o.status, o.total_fen, o.refunded_fen,
           (select count(*) from access_grant g join commerce_orderline l on g.source = 'order_line:' || l.id
             where l.order_id = o.id and g.revoked_at is null),
           (select count(*) from commerce_payment p where p.order_id = o.id),
           (select coalesce(sum(r.amount_fen), 0) from commerce_refund r
             where r.order_id = o.id and r.status = 'succeeded')
    from commerce_order o
    where not exists (select from commerce_orderline l join catalog_product p on p.id = l.product_id
                      where l.order_id = o.id  -- opens nothing, or for others
                      and (p.kind in ('tip', 'deposit') or not l.to_buyer))
"""
LIVE_GRANTS = {"paid": 1, "pending": 0, "closed": 0, "refunded": 0}
EVENTS = """
    select e.id, e.name, array_agg(d.handler order by d.handler), bool_and(d.state = 'done')
    from platform_event e left join platform_delivery d on d.event_id = e.id group by e.id, e.name
"""
UNBOOKED = """
    select source from (
        select 'order:' || o.no || '/payment:' || p.id as source
          from commerce_payment p join commerce_order o on o.id = p.order_id
        union all
        select 'order:' || o.no || '/refund:' || r.no || '/settled'
          from commerce_refund r join commerce_order o on o.id = r.order_id
         where r.status = 'succeeded' and r.amount_fen > r.balance_fen
    ) due where not exists (select 1 from ledger_journal j where j.source = due.source)
"""
ONCE = {
    "commerce.order_paid": "order_id",
    "commerce.refund_approved": "refund_id",
}


def check_all(school: School, facts: Facts) -> None:
    until_quiet(school)
    for check in (orders_and_access, simulator_agrees, events, books, uploads, imports):
        check(school, facts)
    disk(school)


def need(truth: object, invariant: str, detail: object) -> None:
    if not truth:
        raise Broken(invariant, detail)


def until_quiet(school: School) -> None:
    """All jobs of the round done: those of a killed worker as well, and deliveries that wait for their next try."""
    end = time.monotonic() + QUIET_WITHIN
    while work := school.rows(OPEN_WORK):
        need(time.monotonic() < end, "jobs of a killed worker are taken again within 60 s", work)
        time.sleep(0.2)
    need(
        not (failed := school.rows("select * from procrastinate_jobs where status = 'failed'")), "no job fails", failed
    )


def orders_and_access(school: School, facts: Facts) -> None:
    found = {row[0]: row for row in school.rows(ORDERS)}
    for no, status in facts.orders.items():
        told = {status, "closed"} if status == "pending" else {status}  # one that nobody pays ends after half an hour
        need(found[no][1] in told, "an order is what its buyer was told", (found[no], status))
    for no, status, total, refunded, grants, payments, sent_back in found.values():
        row = (no, status, total, refunded, grants, payments, sent_back)
        need(grants == LIVE_GRANTS[status], "exactly one live grant per paid order, none for an unpaid one", row)
        need(refunded <= total and sent_back == refunded, "refunded is not more than paid", row)
        if no in facts.orders:
            need(payments == (facts.orders[no] != "pending"), "money is recorded once, and none for nothing", row)


def simulator_agrees(school: School, facts: Facts) -> None:
    del facts
    channel = school.simulator
    paid = {
        (one["out_trade_no"], one["amount"]["total"])
        for one in channel.need("GET", "/_sim/orders")["items"]
        if one["trade_state"] in {"SUCCESS", "REFUND"}
    }
    recorded = school.rows(
        "select a.out_trade_no, p.amount_fen from commerce_payment p"
        " join commerce_paymentattempt a on a.id = p.attempt_id"
    )
    need(len(recorded) == len(set(recorded)), "money is recorded once", recorded)
    need(set(recorded) == paid, "the channel's payments are ours", set(recorded) ^ paid)
    given = school.rows(
        "select no, amount_fen - balance_fen, status from commerce_refund"
        " where status in ('processing', 'succeeded') and amount_fen > balance_fen"
    )
    mine = {(no, amount, {"succeeded": "SUCCESS", "processing": "PROCESSING"}[status]) for no, amount, status in given}
    items = channel.need("GET", "/_sim/refunds")["items"]
    theirs = {(one["out_refund_no"], one["amount"]["refund"], one["status"]) for one in items}
    need(mine == theirs, "the channel's refunds are ours", mine ^ theirs)


def events(school: School, facts: Facts) -> None:
    del facts
    rows = school.rows(EVENTS)
    handlers: dict[str, set[tuple[str, ...]]] = {}
    for number, name, to, done in rows:
        handlers.setdefault(name, set()).add(tuple(to))
        need(done in {True, None}, "no event is lost", (number, name, to))
    need(all(len(kinds) == 1 for kinds in handlers.values()), "every event goes to all who listen", handlers)
    for name, key in ONCE.items():
        told = Counter(x for (x,) in school.rows("select payload->>%s from platform_event where name = %s", key, name))
        twice = [number for number, count in told.items() if count > 1]
        need(not twice, "nothing is told twice", (name, twice))


def books(school: School, facts: Facts) -> None:
    del facts
    verified = school.run("ledger", "verify", "--json")
    need(verified.returncode == 0, "the books are sound", verified.stdout + verified.stderr)
    unbooked = school.rows(UNBOOKED)
    need(not unbooked, "each payment and refund is booked", unbooked)


def uploads(school: School, facts: Facts) -> None:
    for asset, digest in facts.uploads.items():
        (original,) = (school.home / "media" / asset).glob("original.*")
        need(sha256(original) == digest, "uploads arrive byte for byte", original)


def imports(school: School, facts: Facts) -> None:
    """All of it is there, or nothing: the course, its two lessons, its two files."""
    for slug, known in facts.courses.items():
        lessons = school.rows(
            "select l.asset_id is not null, (select count(*) from catalog_attachment a where a.lesson_id = l.id)"
            " from catalog_lesson l join catalog_chapter h on h.id = l.chapter_id"
            " join catalog_course c on c.id = h.course_id"
            " join catalog_product p on p.id = c.product_id where p.code = %s order by l.id",
            slug,
        )
        files = school.rows("select id from media_asset where name like %s", f"02-{slug}.%")
        whole = lessons == [(False, 0), (True, 1)] and len(files) == 2
        nothing = not lessons and not files
        need(whole or (nothing and not known), "an import is there whole or not at all", (slug, lessons, files))


ENDINGS = {"pages": "webp", "chapters": "zip", "web": "bin"}


def disk(school: School) -> None:
    """What a kill left is known as such: once it is old, tidying takes it, and nothing half-made is left."""
    media = school.home / "media"
    for path in [media, *media.rglob("*")]:
        if path.is_dir() and path.parent in {media, media / "staging"}:
            make_old(path)
    for path in [*(media / "uploads").glob("*"), *(media / "imports").glob("*")]:
        make_old(path)
    school.rows(
        "insert into procrastinate_jobs (queue_name, task_name, args)"
        " select 'default', name, '{\"timestamp\": 0}' from unnest(%s::text[]) name returning id",
        ["media.tidy", "catalog.sweep_imports"],
    )
    until_quiet(school)
    gone_within(2.0, lambda: half_made(school))
    rows = school.rows("select asset_id::text, name || '.' || version, segments from media_rendition")
    for asset, folder, segments in rows:
        # What was received live has a list of its rows beside them.
        found = {path.name: path.stat().st_size for path in (media / asset / folder).iterdir() if path.name != "rows"}
        ending = ENDINGS.get(folder.partition(".")[0], "ts")
        wanted = {f"{number}.{ending}": size for number, (_duration, size, _epoch) in enumerate(segments)}
        need(found == wanted, "packaged files are what their row says", (asset, folder, found, wanted))


def gone_within(seconds: float, left: Callable[[], Iterable[object]]) -> None:
    end = time.monotonic() + seconds
    while found := list(left()):
        need(time.monotonic() < end, "nothing half-made lies on disk", found)
        time.sleep(0.2)


def half_made(school: School) -> Iterable[Any]:
    media = school.home / "media"
    assets = {row[0]: row[1] for row in school.rows("select id::text, kind from media_asset")}
    open_uploads = {row[0] for row in school.rows("select id::text from media_upload where asset_id is null")}
    folders = school.rows("select asset_id::text || '/' || name || '.' || version from media_rendition")
    known = {place for (place,) in folders}
    yield from (media / "staging").glob("*")
    yield from (media / "imports").glob("*")
    yield from (path for path in (media / "uploads").glob("*") if path.name not in open_uploads)
    yield from (path for path in school.home.glob("*_key.*"))
    present = {path.name: path for path in media.iterdir() if is_uuid(path.name)}
    yield from (path for name, path in present.items() if name not in assets)
    yield from (name for name in assets if not list((media / name).glob("original.*")))
    for name, path in present.items():
        yield from (one for one in path.iterdir() if one.is_dir() and f"{name}/{one.name}" not in known)


def make_old(path: Path) -> None:
    at = time.time() - LONG_AGO
    with contextlib.suppress(FileNotFoundError):  # the school tidies by itself every ten minutes
        os.utime(path, (at, at))


def is_uuid(name: str) -> bool:
    try:
        return str(UUID(name)) == name
    except ValueError:
        return False
