"""What `make` installs is locked, and one lock says of a package what the others say."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKED = re.compile(r"^([a-z0-9.-]+)==(\S+)(?: ; (.+?))? \\$", re.MULTILINE)


def locked(name: str) -> set[tuple[str, str, str]]:
    return set(LOCKED.findall((ROOT / "requirements" / f"{name}.txt").read_text()))


def test_tracing_is_what_a_school_runs_with_and_the_packages_of_its_extra() -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]["tracing"]

    assert locked("run") < locked("tracing") <= locked("dev")
    assert {name for name, _version, _where in locked("tracing") - locked("run")} == set(wanted)


@pytest.mark.skipif(shutil.which("make") is None, reason="needs make (Debian: apt install make)")
def test_make_tracing_installs_that_lock_with_its_hashes() -> None:
    told = subprocess.run(["make", "-n", "-B", "tracing"], cwd=ROOT, capture_output=True, text=True, check=True).stdout  # noqa: S607

    assert "--require-hashes -r requirements/tracing.txt" in told
    assert "requirements/dev.txt" not in told
