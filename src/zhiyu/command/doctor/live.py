"""Whether teachers find somebody who takes their pictures in, where that is another programme."""

import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

from zhiyu.command.doctor.findings import Finding, bad, doubtful, good
from zhiyu.config import env

PATIENCE = 3.0
NOTIFY = "/integrations/tencent-live/notify"


def nginx_answers() -> Iterator[Finding]:
    if env.live_engine() != "nginx":
        return
    port, bound = env.number("ZHIYU_LIVE_PORT", 1935, least=1), env.text("ZHIYU_LIVE_BIND")
    host = "127.0.0.1" if bound in {"", "0.0.0.0", "::"} else bound  # noqa: S104 -- compared, not bound
    try:
        socket.create_connection((host, port), PATIENCE).close()
    except OSError as error:
        text = (
            f"ZHIYU_LIVE=nginx，但 {host}:{port} 没有 nginx 在接收：{error}",
            f"ZHIYU_LIVE=nginx, but no nginx answers at {host}:{port}: {error}",
        )
        mend = (
            "apt install nginx libnginx-mod-rtmp，再启动 zhiyu-nginx-live.service，见 docs/operate.md",
            "apt install nginx libnginx-mod-rtmp, then start zhiyu-nginx-live.service, see docs/operate.md",
        )
        yield bad("live", text, mend)
        return
    yield good("live", f"直播由 nginx 接收：{host}:{port}", f"live classes are taken in by nginx at {host}:{port}")


def tencent_is_set() -> Iterator[Finding]:
    """What is set, and whether somebody is there; that the keys are right shows only when a class is sent."""
    if env.live_engine() != "tencent":
        return
    if missing := env.missing_tencent_live():
        names = ", ".join(missing)
        text = (f"ZHIYU_LIVE=tencent，但还没有设置 {names}", f"ZHIYU_LIVE=tencent, but {names} are not set")
        yield bad(
            "live", text, ("腾讯云直播控制台里有这些，见 docs/operate.md", "see docs/operate.md for where they are")
        )
        return
    mine = env.tencent_live()
    push, play = urlsplit(f"rtmp://{mine['push']}"), urlsplit(mine["play"])
    doors = [(push.hostname, push.port or 1935), (play.hostname, play.port or (443 if play.scheme == "https" else 80))]
    for host, port in doors:
        if error := unanswered(host or "", port):
            text = (f"腾讯云直播：{host}:{port} 没有应答：{error}", f"Tencent Cloud Live: {host}:{port}: {error}")
            yield bad("live", text, ("域名解析和 CNAME 配好了吗？", "does the name resolve, is its CNAME set?"))
            return
    address = env.url() + NOTIFY
    yield good(
        "live",
        f"直播由腾讯云接收：{mine['push']}；推流和断流的回调地址应是 {address}",
        f"live classes are taken in by Tencent Cloud at {mine['push']}; its callbacks belong to {address}",
    )
    if not (mine["secret_id"] and mine["secret_key"]):
        text = (
            "没有设置 TENCENT_SECRET_ID、TENCENT_SECRET_KEY：下课以后腾讯云不会挂断还在推流的人，只是我们不再接",
            "no TENCENT_SECRET_ID and TENCENT_SECRET_KEY: Tencent hangs up on nobody, we only pull no more",
        )
        yield doubtful("live", text, ("可以不管，或见 docs/operate.md", "leave it so, or see docs/operate.md"))


def unanswered(host: str, port: int) -> OSError | None:
    try:
        socket.create_connection((host, port), PATIENCE).close()
    except OSError as error:
        return error
    return None
