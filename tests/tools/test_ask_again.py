"""What CI may ask twice: browser tests, and few of them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools.ask_again import AT_MOST, FAILED, askable

ONE = "tests/browser/test_one.py::test_it"
ROOT = Path(__file__).parents[2]


def test_a_few_browser_tests_may_be_asked_again() -> None:
    assert askable([ONE])
    assert askable([f"{ONE}{n}" for n in range(AT_MOST)])


@pytest.mark.parametrize(
    "failed",
    [
        [],
        [f"{ONE}{n}" for n in range(AT_MOST + 1)],
        [ONE, "tests/ledger/test_books.py::test_they_balance"],
        ["tests/browser/test_one.py"],
    ],
    ids=["none", "many", "one of money", "a file that cannot be read"],
)
def test_nothing_else_may(failed: list[str]) -> None:
    assert not askable(failed)


@pytest.mark.parametrize(("line", "code"), [("pass", 0), ("raise ValueError", 1)])
def test_the_answer_is_that_of_the_second_time(tmp_path: Path, line: str, code: int) -> None:
    place = tmp_path / "tests" / "browser"
    place.mkdir(parents=True)
    (place / "test_one.py").write_text(f"def test_it():\n    {line}\n")
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = -p no:django -p no:schemathesis\n")
    kept = tmp_path / FAILED
    kept.parent.mkdir(parents=True)
    kept.write_text(json.dumps({ONE: True}))
    asked = subprocess.run(
        [sys.executable, "-m", "tools.ask_again"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == code, asked.stdout + asked.stderr
    assert ONE in asked.stdout
