"""The simulator as a command sees it: what it tells its client, and one of a command's own where none runs."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

from zhiyu.command.service import die_with_parent
from zhiyu.kernel.home import home

PATIENCE = 60.0
URL = "WECHAT_SIMULATOR_URL"


def keys() -> dict[str, str]:
    """What the simulator wrote for its client before its port answered: ``WECHAT_…=value`` lines."""
    try:
        lines = (home() / "sim" / "env").read_text().splitlines()
    except FileNotFoundError:
        return {}
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def instead_of(given: Mapping[str, str], url: str) -> dict[str, str]:
    """The simulator's keys, as far as nobody has an account of their own, which counts whole or not at all."""
    if any(name.startswith("WECHAT_PAY_") for name in given):
        return {}
    own = any(name.startswith("ALIPAY_") for name in given)
    return {name: value for name, value in keys().items() if not (own and name.startswith("ALIPAY_"))} | {URL: url}


def answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


@contextmanager
def at_hand(*, start: bool) -> Iterator[None]:
    """For making the demo: its money lies at the simulator whether ``zhiyu demo`` makes it or ``up --demo``.

    One that runs already is taken; without ``start`` none is begun. What the environment names comes first.
    """
    own = URL in os.environ or any(name.startswith("WECHAT_PAY_") for name in os.environ)
    url = keys().get(URL, "")
    running = bool(url) and answers(urlsplit(url).port or 0)
    if own or not (running or start):
        yield
    elif running:
        os.environ.update(instead_of(os.environ, url))
        yield
    else:
        with begun() as new:
            os.environ.update(instead_of(os.environ, new))
            yield


@contextmanager
def begun() -> Iterator[str]:
    """It remembers in the home, so the next ``up --demo`` finds all of it."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        fd, url = listening.fileno(), f"http://127.0.0.1:{listening.getsockname()[1]}"
        at = ["--port", str(urlsplit(url).port), "--fd", str(fd), "--home", str(home())]
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "wxsim", *at],
            stdout=subprocess.DEVNULL,
            pass_fds=(fd,),
            preexec_fn=die_with_parent(signal.SIGKILL, os.getpid()),  # noqa: PLW1509 -- no thread runs here yet
        )
    try:
        end = time.monotonic() + PATIENCE
        # Its socket takes connections before it can answer them; its keys are there when it can.
        while keys().get(URL) != url:
            if process.poll() is not None or time.monotonic() > end:
                raise SystemExit("微信模拟器无法启动，原因见上。")
            time.sleep(0.05)
        yield url
    finally:
        process.terminate()
        process.wait()
