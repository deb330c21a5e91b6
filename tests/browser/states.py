"""The demo school's misfortunes (``misfortune.py``), made in its own home when a test first asks for them."""

import fcntl
import json
import subprocess
from pathlib import Path
from typing import Any

from tests.browser.product import Product
from tests.command.running import ZHIYU, environment

ROOT = Path(__file__).resolve().parents[2]


def states_of(product: Product) -> dict[str, Any]:
    kept = product.home / "states.json"
    with (product.home / "states.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            kept.write_text(json.dumps(run(product, "make_states")))
    return dict(json.loads(kept.read_text()))


def run(product: Product, what: str) -> Any:
    """One function of ``misfortune``, in the school's own home; answers what it answered."""
    code = f"import json; from tests.browser import misfortune; print(json.dumps(misfortune.{what}()))"
    argv = [*ZHIYU, "manage", "shell", "--no-imports", "-v0", "-c", code]
    done = subprocess.run(  # noqa: S603
        argv, env=environment(product.home), cwd=ROOT, capture_output=True, text=True, timeout=180, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout.splitlines()[-1])
