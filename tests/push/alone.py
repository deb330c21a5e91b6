"""The stream as a part of its own, as a large school runs it: one uvicorn on the database of the tests."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

import httpx
from django.conf import settings

from tests.command.running import environment, free_port, wait
from zhiyu.kernel.calling import trusted
from zhiyu.kernel.home import home

SERVER = [sys.executable, "-m", "uvicorn", "zhiyu.push.asgi:application", "--log-level", "warning"]


@dataclass
class Alone:
    url: str
    process: subprocess.Popen[bytes]

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


@contextlib.contextmanager
def alone() -> Iterator[Alone]:
    base = settings.DATABASES["default"]
    address = f"postgresql://{base['USER']}@/{base['NAME']}?host={quote(str(base['HOST']), safe='')}"
    port = free_port()
    own = {"DATABASE_URL": address, "ZHIYU_MODE": "demo", "DJANGO_SETTINGS_MODULE": "zhiyu.config.settings"}
    started = subprocess.Popen(  # noqa: S603
        [*SERVER, "--port", str(port)], env={**environment(home()), **own, "PYTHONPATH": os.pathsep.join(sys.path)}
    )
    running = Alone(f"http://127.0.0.1:{port}", started)
    try:
        wait("the stream's own server answers", lambda: answers(running), seconds=90)
        yield running
    finally:
        if started.poll() is None:
            started.kill()
            started.wait()


def answers(running: Alone) -> bool:
    assert running.process.poll() is None
    with contextlib.suppress(httpx.TransportError):
        return httpx.get(f"{running.url}/live?topics=studio", verify=trusted()).status_code == 401
    return False
