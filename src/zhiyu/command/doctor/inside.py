"""What the database knows: itself, the schema, the worker, what waits, and whether the media key is the right one."""

import ipaddress
import time
from collections.abc import Callable, Iterator
from typing import Any

from zhiyu.command.doctor.findings import Finding, bad, doubtful, good
from zhiyu.command.locks import held_by_another
from zhiyu.config import env
from zhiyu.kernel.home import home

OLDEST_SERVER = 150000
ENCRYPTED = {"require", "verify-ca", "verify-full"}
WORKER_CONNECTIONS, LIVE_CONNECTIONS, COMMAND_CONNECTIONS = 16, 1, 3
SKEW, TOO_MUCH_SKEW = 2.0, 30.0
LATE, TOO_LATE = 60.0, 600.0
HEARTBEAT = 60.0


def asked(statement: str) -> tuple[Any, ...]:
    from django.db import connection  # noqa: PLC0415 -- Django is set up by then

    with connection.cursor() as cursor:
        cursor.execute(statement)
        return tuple(cursor.fetchone())


def database() -> Iterator[Finding]:
    number, version, encoding, collation, zone = asked(
        "select current_setting('server_version_num')::int, current_setting('server_version'),"
        " pg_encoding_to_char(encoding), datcollate, current_setting('log_timezone')"
        " from pg_database where datname = current_database()"
    )
    if number < OLDEST_SERVER:
        text = (f"PostgreSQL {version} 太旧", f"PostgreSQL {version} is too old")
        yield bad("database", text, ("升级到 15 以上，推荐 18", "move to 15 or newer, best 18"))
    elif encoding != "UTF8":
        text = (f"数据库的编码是 {encoding}", f"the database's encoding is {encoding}")
        yield bad(
            "database", text, ("用 ENCODING 'UTF8' 重新建库再恢复备份", "make it anew with ENCODING 'UTF8' and restore")
        )
    else:
        told = f"PostgreSQL {version}, {encoding}, {collation}, {zone}"
        yield good("database", f"数据库：{told}", f"database: {told}")


def encryption() -> Iterator[Finding]:
    """Only of a server elsewhere: the way there can be listened to."""
    found = env.database()
    host, options = str(found.get("HOST", "")), found.get("OPTIONS", {})
    if not env.text("DATABASE_URL") or host.startswith("/") or is_near(host):
        return
    if not isinstance(options, dict) or options.get("sslmode") not in ENCRYPTED:
        text = (f"到数据库 {host} 的连接没有要求加密", f"the way to the database at {host} need not be encrypted")
        yield doubtful(
            "encryption", text, ("DATABASE_URL 末尾加 ?sslmode=require", "end DATABASE_URL in ?sslmode=require")
        )


def is_near(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in {"", "localhost"}


def connections() -> Iterator[Finding]:
    """One web and one worker process of this machine, against what the server has room for."""
    from django.conf import settings  # noqa: PLC0415

    most, kept, used = asked(
        "select current_setting('max_connections')::int, current_setting('superuser_reserved_connections')::int,"
        " (select count(*) from pg_stat_activity where backend_type = 'client backend')"
    )
    need = settings.WEB_THREADS + 2 + WORKER_CONNECTIONS + LIVE_CONNECTIONS + COMMAND_CONNECTIONS
    room = most - kept
    text = (
        f"数据库连接：本机最多用 {need}，服务器容得下 {room}，现在 {used}",
        f"connections: {need} at most from here, room for {room}, {used} now",
    )
    if need > room:
        mend = (
            "调低 ZHIYU_WEB_THREADS，或调高 max_connections，或前置 pgbouncer",
            "lower ZHIYU_WEB_THREADS, raise max_connections, or put pgbouncer before it",
        )
        yield bad("connections", text, mend)
    else:
        yield good("connections", *text)


def film_store() -> Iterator[Finding]:
    """The store of films elsewhere, written to and read from now."""
    from zhiyu.media import offsite  # noqa: PLC0415
    from zhiyu.media.queries import left_to_offload  # noqa: PLC0415

    store = offsite.store()
    if store is None:
        return
    try:
        store.probe()
    except offsite.StoreFailed as error:
        text = (f"影片的对象存储不通：{error}", f"the store of films does not answer: {error}")
        mend = (
            "看 MEDIA_S3_* 的地址、桶和密钥；在通之前影片从本机放，不影响学员",
            "look at MEDIA_S3_*: address, bucket, keys; until it answers films leave from here, unnoticed",
        )
        yield doubtful("film_store", text, mend)
        return
    there, all_of_them = left_to_offload(store.id)
    where = f"{store.origin}（{there}/{all_of_them}）", f"{store.origin} ({there} of {all_of_them} renditions there)"
    yield good("film_store", f"影片的对象存储：{where[0]}", f"store of films: {where[1]}")


def clock() -> Iterator[Finding]:
    before = time.time()
    (theirs,) = asked("select extract(epoch from clock_timestamp())")
    skew = (before + time.time()) / 2 - float(theirs)
    text = (f"本机时钟与数据库相差 {skew:+.1f} 秒", f"this clock is {skew:+.1f} s from the database's")
    mend = ("两边都打开自动对时：timedatectl set-ntp true", "switch time keeping on at both: timedatectl set-ntp true")
    if abs(skew) > TOO_MUCH_SKEW:
        yield bad("database_clock", text, mend)
    elif abs(skew) > SKEW:
        yield doubtful("database_clock", text, mend)
    else:
        yield good("database_clock", *text)


def migrations() -> Iterator[Finding]:
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        names = "、".join(f"{x.app_label}.{x.name}" for x, _backwards in waiting[:3])
        text = (f"数据库结构落后 {len(waiting)} 步：{names}", f"the schema is {len(waiting)} steps behind: {names}")
        yield bad(
            "migrations",
            text,
            ("zhiyu up 会自动补上，或 zhiyu manage migrate", "zhiyu up does it, or zhiyu manage migrate"),
        )
    else:
        yield good("migrations", "数据库结构是最新的", "the schema is up to date")


def worker() -> Iterator[Finding]:
    (age,) = asked("select extract(epoch from now() - max(last_heartbeat)) from procrastinate_workers")
    if age is not None and age < HEARTBEAT:
        yield good("worker", f"后台任务在工作（{age:.0f} 秒前有心跳）", f"the worker works (heartbeat {age:.0f} s ago)")
    elif held_by_another(home() / "up.lock"):
        text = ("学堂开着，后台任务却没有心跳", "the school is up, but no worker's heart beats")
        yield bad(
            "worker",
            text,
            ("看运行日志里 worker 的话；重启知域", "see what the log says of the worker; start zhiyu again"),
        )
    else:
        text = ("后台任务没有在运行", "no worker runs")
        yield doubtful("worker", text, ("启动学堂：zhiyu up", "start the school: zhiyu up"))


QUEUE = """
    select count(*) filter (where status = 'todo'),
           extract(epoch from now() - min(since) filter (where status = 'todo')),
           count(*) filter (where status = 'failed')
    from (
        select job.status::text, coalesce(job.scheduled_at, event.at) as since
        from procrastinate_jobs job left join lateral
            (select min(at) as at from procrastinate_events where job_id = job.id and type = 'deferred') event on true
        where status = 'failed' or (status = 'todo' and (scheduled_at is null or scheduled_at <= now()))
        union all
        select 'todo', due_at from platform_delivery where state = 'waiting' and due_at <= now()
    ) waits
"""


def queue() -> Iterator[Finding]:
    waiting, age, failed = asked(QUEUE)
    late = float(age or 0)
    text = (
        f"排队的任务 {waiting} 个，最早的等了 {late:.0f} 秒，失败 {failed} 个",
        f"{waiting} jobs wait, the oldest for {late:.0f} s, {failed} failed",
    )
    mend = ("看运行日志；视频太多时加一个后台进程", "see the log; add a worker when there are many videos")
    if late > TOO_LATE:
        yield bad("queue", text, mend)
    elif late > LATE or failed:
        yield doubtful("queue", text, mend)
    else:
        yield good("queue", *text)


def parked() -> Iterator[Finding]:
    from zhiyu.platform.queries import parked_deliveries  # noqa: PLC0415

    count = parked_deliveries().count()
    if count:
        text = (f"{count} 件事试了多次仍未办成，已搁置", f"{count} events are parked after many tries")
        yield doubtful("parked", text, ("在工作台里看原因并重试", "see why in the studio, and try again there"))
    else:
        yield good("parked", "没有搁置的事", "nothing is parked")


def media_key() -> Iterator[Finding]:
    """Opens the start of one packaged lesson: with another key everything would play as noise."""
    from zhiyu.media.proof import key_opens_newest  # noqa: PLC0415

    opens = key_opens_newest()
    if opens is None:
        return
    if opens:
        yield good("media_key", "媒体密钥打得开课程", "the media key opens the lessons")
        return
    text = ("媒体密钥打不开已有的课程，视频不能播放", "the media key does not open the lessons: nothing plays")
    mend = (
        "把原来的 media_key（或 ZHIYU_MEDIA_KEY）放回来；备份里有",
        "put the former media_key (or ZHIYU_MEDIA_KEY) back; the backup has it",
    )
    yield bad("media_key", text, mend)


def secret_key() -> Iterator[Finding]:
    """Opens the newest of everything that is kept sealed: with another key no second factor works."""
    from zhiyu.platform import vault  # noqa: PLC0415

    if not (closed := vault.closed()):
        yield good("secret_key", "学堂密钥打得开加密保存的内容", "the school's key opens what is kept sealed")
        return
    text = (f"学堂密钥打不开加密保存的内容：{closed}", f"the school's key does not open what is kept sealed: {closed}")
    mend = (
        "把原来的 secret_key（或 ZHIYU_SECRET_KEY）放回来，或加进 ZHIYU_SECRET_KEY_OLD；备份里有",
        "put the former secret_key (or ZHIYU_SECRET_KEY) back, or add it to ZHIYU_SECRET_KEY_OLD; the backup has it",
    )
    yield bad("secret_key", text, mend)


def sending() -> Iterator[Finding]:
    from django.conf import settings  # noqa: PLC0415

    sms, mail = settings.SMS_SENDER, getattr(settings, "MAIL_SENDER", "")
    if sms.endswith(".DemoSender"):
        path = home() / "sms.jsonl"
        yield good("sms", f"验证码写进 {path}", f"codes go to {path}")
    else:
        yield good("sms", f"短信：{env.text('SMS_PROVIDER') or sms}", f"SMS: {env.text('SMS_PROVIDER') or sms}")
    if mail:
        yield good("mail", f"邮件：{env.text('EMAIL_HOST') or mail}", f"mail: {env.text('EMAIL_HOST') or mail}")
    else:
        text = ("邮件没有设置，邮箱登录和找回密码用不了", "mail is not set up: no login or new password by e-mail")
        yield doubtful(
            "mail", text, ("设置 EMAIL_HOST 等，见 docs/operate.md", "set EMAIL_HOST and its like, see docs/operate.md")
        )


def backups() -> Iterator[Finding]:
    """By the rule of the studio's first page, in a school's first days too."""
    from zhiyu.backups.queries import TOO_OLD  # noqa: PLC0415
    from zhiyu.backups.queries import good as good_ones  # noqa: PLC0415
    from zhiyu.kernel.clock import now  # noqa: PLC0415

    mend = (
        "在工作台的「备份」页打开每晚自动备份，并看最近一次为什么没有成功",
        "switch the nightly backup on at the studio's backup page, and see there why the last one failed",
    )
    last = good_ones().first()
    if last is None or last.verified_at is None:
        yield doubtful(
            "backups", ("学堂还没有自己做过、核对过的备份", "the school has made no backup yet and read it back"), mend
        )
        return
    age = now() - last.verified_at
    hours = age.total_seconds() / 3600
    text = (f"最近一份备份核对于 {hours:.0f} 小时前", f"the newest backup was read back {hours:.0f} h ago")
    yield doubtful("backups", text, mend) if age > TOO_OLD else good("backups", *text)


CHECKS: list[Callable[[], Iterator[Finding]]] = [
    *[database, encryption, connections, clock, migrations, worker, queue, film_store],
    *[parked, media_key, secret_key, sending, backups],
]
