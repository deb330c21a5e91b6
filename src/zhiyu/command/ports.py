"""Taking a port before anything starts, and naming who has it when it is taken."""

import errno
import socket
from pathlib import Path

from zhiyu.config import env

HIGHEST = 65535
LISTENING = "0A"
STATE, INODE = 3, 9  # columns of /proc/net/tcp


def take(host: str, port: int) -> socket.socket:
    if not 0 <= port <= HIGHEST:
        raise SystemExit(f"没有端口 {port}：应是 1 到 {HIGHEST} 之间的数，例如 --port 8000")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=512)
    except PermissionError:
        raise SystemExit(f"端口 {port} 需要更高的权限，请换一个：--port 8000") from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise SystemExit(f"端口 {port} 已被占用（port {port} is busy）：{holder(port)}") from None
        said = f"不能在 {host} 上监听（{error.strerror}）"
        raise SystemExit(f"{said}：--host 应是这台电脑自己的地址，例如 127.0.0.1 或 0.0.0.0。") from None


def for_publishers(host: str) -> socket.socket | None:
    """Where teachers send their pictures; None where nobody may. Raises ``SystemExit`` for a port that is taken."""
    if env.live_engine() != "embedded":
        return None
    return take(env.text("ZHIYU_LIVE_BIND", host), env.number("ZHIYU_LIVE_PORT", 1935, least=1))


def holder(port: int) -> str:
    """Best effort: other people's processes do not show their sockets."""
    for inode in _listening(port):
        for link in Path("/proc").glob("[0-9]*/fd/*"):
            try:
                if str(link.readlink()) == f"socket:[{inode}]":
                    pid = link.parts[2]
                    command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                    return f"PID {pid} {command.strip()[:120]}"
            except OSError:
                continue
    return "占用它的程序不属于当前用户"


def _listening(port: int) -> list[str]:
    found = []
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            rows = [line.split() for line in Path(table).read_text().splitlines()[1:]]
        except OSError:
            continue
        found += [row[INODE] for row in rows if row[STATE] == LISTENING and int(row[1].rsplit(":", 1)[1], 16) == port]
    return found
