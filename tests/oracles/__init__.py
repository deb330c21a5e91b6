"""Oracles that live in Node: installed once into the user's cache from the committed lock, asked in one process."""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
LOCKED = ("package.json", "package-lock.json", ".npmrc")
REQUIRED = os.environ.get("CI") == "true"
OFFLINE = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ENETUNREACH", "ETIMEDOUT", "network")
NODE, NPM = shutil.which("node"), shutil.which("npm")


def ask(script: str, question: dict[str, Any]) -> Any:
    """What the script answers; skips the test, with the reason, where the oracle cannot be had."""
    if not NODE or not NPM:
        pytest.skip("no Node here (Debian: apt install nodejs npm)")
    home = installed(NPM)
    done = subprocess.run(  # noqa: S603 -- our own script
        [NODE, str(HERE / script)],
        input=json.dumps(question).encode(),
        capture_output=True,
        timeout=120,
        check=False,
        env={**os.environ, "NODE_PATH": str(home / "node_modules")},
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def installed(npm: str) -> Path:
    """The folder with ``node_modules`` of exactly this lock."""
    version = hashlib.sha256(b"".join((HERE / name).read_bytes() for name in LOCKED)).hexdigest()[:16]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "zhiyu-oracles"
    cache.mkdir(parents=True, exist_ok=True)
    home = cache / version
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.exists():
            install(npm, home)
    return home


def install(npm: str, home: Path) -> None:
    with tempfile.TemporaryDirectory(dir=home.parent) as folder:
        for name in LOCKED:
            shutil.copy(HERE / name, folder)
        argv = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1"]
        done = subprocess.run(argv, cwd=folder, capture_output=True, text=True, timeout=300, check=False)  # noqa: S603
        if done.returncode == 0:
            Path(folder).rename(home)
            Path(folder).mkdir()
            return
    offline = next((line for line in done.stderr.splitlines() if any(word in line for word in OFFLINE)), "")
    if REQUIRED and not offline:
        pytest.fail(f"npm ci failed: {done.stderr[-2000:]}")
    pytest.skip(f"the oracle's packages cannot be fetched: {offline or done.stderr[-200:]}")
