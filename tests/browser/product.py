"""One demo school for all browser tests of a run, shared by the workers and stopped by the last of them."""

import contextlib
import fcntl
import json
import os
import shutil
import signal
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.command.homes import demo_home
from tests.command.running import ZHIYU, Running, environment, free_port, wait

RUN = Path(os.environ["ZHIYU_TEST_HOME"])
PLACE = RUN / "browser.json"
STARTED_WITHIN = 600.0


@dataclass(frozen=True)
class Product:
    base: str
    sim: str
    home: Path


def healthy(base: str) -> bool:
    try:
        with urllib.request.urlopen(f"{base}/healthz", timeout=5) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def start() -> dict[str, Any]:
    home, port, sim = demo_home(), free_port(), free_port()
    argv = [*ZHIYU, "up", "--demo", "--port", str(port), "--sim-port", str(sim)]
    with (home / "test.log").open("wb") as log:
        # Somebody else on this machine may take in teachers at the usual port.
        env = environment(home) | {"ZHIYU_LIVE_PORT": str(free_port())}
        running = subprocess.Popen(argv, stdout=log, stderr=log, env=env, start_new_session=True)  # noqa: S603
    base = f"http://127.0.0.1:{port}"

    def ready() -> bool:
        if running.poll() is not None:
            raise AssertionError(f"zhiyu up ended:\n{(home / 'test.log').read_text()[-3000:]}")
        return healthy(base)

    wait("zhiyu up --demo is healthy", ready, seconds=STARTED_WITHIN)
    running.returncode = 0  # it may outlive the worker that started it, of which Popen would warn
    # Each test comes with a device of its own; what is about limits sets them itself.
    Running(home=home).sql("update platform_school set device_limit = 0, player_limit = 0 returning id")
    return {"pid": running.pid, "base": base, "sim": f"http://127.0.0.1:{sim}", "home": str(home), "users": 0}


def ended(pid: int) -> bool:
    """Whether it is gone, or waits only for the worker that started it to look."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


def stop(place: dict[str, Any]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(place["pid"], signal.SIGTERM)
    wait("the demo school stops", lambda: ended(place["pid"]), seconds=180)
    shutil.rmtree(place["home"], ignore_errors=True)


@contextlib.contextmanager
def alone() -> Iterator[None]:
    with (RUN / "browser.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def shared() -> Iterator[Product]:
    """An outside school by BROWSER_BASE (quick while one works on a page), or our own."""
    if base := os.environ.get("BROWSER_BASE"):
        sim, home = os.environ.get("BROWSER_SIM", ""), os.environ.get("BROWSER_HOME", "")
        yield Product(base.rstrip("/"), sim.rstrip("/"), Path(home))
        return
    with alone():
        place = json.loads(PLACE.read_text()) if PLACE.exists() else start()
        place["users"] += 1
        PLACE.write_text(json.dumps(place))
    yield Product(place["base"], place["sim"], Path(place["home"]))
    with alone():
        place = json.loads(PLACE.read_text())
        place["users"] -= 1
        PLACE.write_text(json.dumps(place))
        if not place["users"]:
            PLACE.unlink()
            stop(place)
