"""Whether teachers find somebody who takes their pictures in, where that is another programme."""

import socket
from collections.abc import Iterator

from zhiyu.command.doctor.findings import Finding, bad, good
from zhiyu.config import env

PATIENCE = 3.0


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
