"""A school that has sold for years: 100,000 learners and 1,000,000 orders, written as the product writes them.

Orders lie evenly over 400 days, newest last, as their numbers do. Six of a hundred were never paid, two of a hundred
were given back, one of five hundred was paid after it had closed, and that money went back by itself; fifty refunds
wait for a decision and three went wrong.
"""

from bench.product import Product

ORDERS, LEARNERS, DAYS = 1_000_000, 100_000, 400
TABLES = {
    "users": "accounts_user",
    "devices": "accounts_device",
    "orders": "commerce_order",
    "lines": "commerce_orderline",
    "attempts": "commerce_paymentattempt",
    "payments": "commerce_payment",
    "refunds": "commerce_refund",
    "refund_lines": "commerce_refundline",
    "grants": "access_grant",
}
BASE = "\n".join(f"(select coalesce(max(id), 0) from {table}) as {name}," for name, table in TABLES.items())

# ``n`` is an order's place in time, the highest the newest; a row's id is the highest so far and n on top.
PLAN = f"""
create temp table base as select {BASE} now() as now;
create temp table course as
    select *, row_number() over (order by id) - 1 as place from catalog_product where price_fen > 0;
create temp table plan as
select n, users + 1 + abs(hashint4(n::int)::bigint) % {LEARNERS} as buyer,
    course.id as product, course.title, course.price_fen as fen,
    now - (({ORDERS} - n) * interval '{DAYS} days' / {ORDERS}) as at,
    case when n > {ORDERS} - 40 then 'pending'
        when n in ({ORDERS} - 5005, {ORDERS} - 6005, {ORDERS} - 8015) then 'abnormal'
        when n > {ORDERS} - 9000 and n % 180 = 11 then 'asked'
        when n % 500 = 7 then 'late'
        when n % 50 = 3 then 'back'
        when n % 50 < 3 then 'closed'
        else 'paid' end as fate
from base, generate_series(1, {ORDERS}) n
join course on course.place = n % (select count(*) from course);
analyze plan;
"""

PEOPLE = f"""
insert into accounts_user (id, password, username, phone, name, is_active, language, text_size, joined_at)
select users + n, '!', 'crowd-' || n, '139' || lpad(n::text, 8, '0'), '学员' || n, true, 'zh-hans', 'normal',
    now - (({LEARNERS} - n) * interval '{DAYS} days' / {LEARNERS})
from base, generate_series(1, {LEARNERS}) n;
insert into accounts_device (id, user_id, session_key, user_agent, created_at, last_seen_at, expires_at,
    ended_because, networks)
select devices + n, users + n, md5(n::text), 'Mozilla/5.0', now, now - n * interval '1 minute', now + '9 days',
    '', '{{}}'
from base, generate_series(1, {LEARNERS}) n;
"""

SALES = """
insert into commerce_order (id, no, buyer_id, status, total_fen, refunded_fen, quote, accepted, channel, referrer,
    created_at, expires_at, close_at, paid_at, closed_at)
select orders + n, to_char(at, 'YYYYMMDD') || lpad(n::text, 10, '0'), buyer,
    case fate when 'back' then 'refunded' when 'late' then 'closed' when 'closed' then fate when 'pending' then fate
        else 'paid' end,
    fen, case fate when 'back' then fen else 0 end,
    jsonb_build_object('total_fen', fen, 'lines', jsonb_build_array(jsonb_build_object('title', title))), '[]', '', '',
    at, at + '1 day', case fate when 'pending' then at + '1 day' end,
    case when fate in ('paid', 'back', 'asked', 'abnormal') then at + '1 minute' end,
    case when fate in ('closed', 'late') then at + '1 day' end
from plan, base order by n;
insert into commerce_orderline (id, order_id, product_id, title, quantity, unit_fen, total_fen, refunded_fen,
    refund_days, refund_percent)
select lines + n, orders + n, product, title, 1, fen, fen, case fate when 'back' then fen else 0 end, 7, 20
from plan, base order by n;
insert into commerce_paymentattempt (id, order_id, provider, method, out_trade_no, amount_fen, answer, created_at,
    closed_at)
select attempts + n, orders + n, 'wechat', 'native', 'C' || lpad(n::text, 20, '0'), fen, '{}', at,
    case when fate in ('closed', 'late') then at + '1 day' end
from plan, base order by n;
insert into commerce_payment (id, order_id, attempt_id, provider, reference, amount_fen, paid_at, created_at, suspended)
select payments + n, orders + n, attempts + n, 'wechat', '42' || lpad(n::text, 26, '0'), fen, at + '1 minute',
    at + '1 minute', false
from plan, base where fate not in ('closed', 'pending') order by n;
insert into access_grant (id, user_id, product_id, source, valid_from, revoked_at, revoked_because, created_at)
select grants + n, buyer, product, 'order_line:' || lines + n, at, case fate when 'back' then now end,
    case fate when 'back' then 'refund' else '' end, at
from plan, base where fate in ('paid', 'back', 'asked', 'abnormal') order by n;
"""

REFUNDS = """
insert into commerce_refund (id, no, order_id, payment_id, status, amount_fen, reason, note, undo, provider_reference,
    requested_at, decided_at, settled_at, stuck_at, outside)
select refunds + n, 'R' || lpad(n::text, 20, '0'), orders + n, payments + n,
    case fate when 'asked' then 'requested' when 'abnormal' then fate else 'succeeded' end, fen,
    case fate when 'late' then 'paid_too_late' else 'no_time' end, '', '[]', '', at + '1 hour',
    case when fate <> 'asked' then least(at + '2 hours', now) end,
    case when fate in ('back', 'late') then least(at + '2 hours', now) end,
    case fate when 'abnormal' then now end, false
from plan, base where fate in ('back', 'late', 'asked', 'abnormal') order by n;
insert into commerce_refundline (id, refund_id, line_id, amount_fen)
select refund_lines + n, refunds + n, lines + n, fen
from plan, base where fate in ('back', 'late', 'asked', 'abnormal') order by n;
"""


def come(product: Product) -> None:
    """Seed once; a home used again has them already."""
    with product.sql() as sql, sql.transaction():
        if sql.execute("select 1 from accounts_user where username = 'crowd-1'").fetchone():
            return
        # Neither references nor announcements are worked out row by row: the rows agree by how they are made.
        sql.execute("set local session_replication_role = replica")
        sql.execute("set local synchronous_commit = off")
        for step in (PLAN, PEOPLE, SALES, REFUNDS):
            sql.execute(step.encode())
        for table in TABLES.values():
            numbers = f"select setval(pg_get_serial_sequence('{table}', 'id'), (select max(id) from {table}))"
            sql.execute(numbers.encode())
    settle(product)


def settle(product: Product) -> None:
    """As autovacuum leaves a table soon after."""
    with product.sql() as sql:
        for table in TABLES.values():
            sql.execute(f"vacuum (analyze) {table}".encode())
