"""The demo school's misfortunes (``misfortune.py``), made in its own home when a test first asks for them."""

import contextlib
import fcntl
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.browser.product import Product
from tests.command.running import ZHIYU, Running, environment

ROOT = Path(__file__).resolve().parents[2]


def states_of(product: Product) -> dict[str, Any]:
    kept = product.home / "states.json"
    with (product.home / "states.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            kept.write_text(json.dumps(run(product, "make_states")))
    return dict(json.loads(kept.read_text()))


def run(product: Product, what: str, *given: int | str) -> Any:
    """One function of ``misfortune``, in the school's own home; answers what it answered."""
    code = f"import json; from tests.browser import misfortune; print(json.dumps(misfortune.{what}(*{given})))"
    argv = [*ZHIYU, "manage", "shell", "--no-imports", "-v0", "-c", code]
    done = subprocess.run(  # noqa: S603
        argv, env=environment(product.home), cwd=ROOT, capture_output=True, text=True, timeout=180, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@contextlib.contextmanager
def watching(product: Product, *, one_player: bool = False) -> Iterator[None]:
    """Side by side with all other tests; or, where the school lets a person have ``one_player`` at once, alone.

    That is the school's own setting, and everybody's: two tests that play as one person would stop each other. Whoever
    wants to be alone holds the turnstile meanwhile, so that those who come later do not keep it waiting for ever.
    """
    with (product.home / "turnstile.lock").open("w") as turnstile, (product.home / "watching.lock").open("w") as inside:
        fcntl.flock(turnstile, fcntl.LOCK_EX)
        fcntl.flock(inside, fcntl.LOCK_EX if one_player else fcntl.LOCK_SH)
        fcntl.flock(turnstile, fcntl.LOCK_UN)
        yield


@contextlib.contextmanager
def one_player_at_once(product: Product) -> Iterator[None]:
    school = Running(home=product.home)
    with watching(product, one_player=True):
        # What was closed a moment ago would hold its place for some seconds more.
        school.sql(
            "with left_over as (update media_play set holds_until = null where holds_until is not null returning 1)"
            " update platform_school set player_limit = 1 returning id"
        )
        try:
            yield
        finally:
            school.sql("update platform_school set player_limit = 0 returning id")
