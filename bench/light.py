"""Lighthouse on the course page as a phone sees it: the median of five; the tool comes from its lock file."""

import json
import os
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.client import Client
from bench.measure import Figure
from bench.pages import paid_course
from bench.product import Product

HERE, TIMES = Path(__file__).parent / "lighthouse", 5
GOALS = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}


def figures(product: Product) -> Iterator[Figure]:
    slug, _lesson = paid_course(Client.of(product))
    with tempfile.TemporaryDirectory() as folder:
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(HERE / name, folder)
        quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(["npm", "ci", *quiet], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        found = [looked_at(f"{product.url}/courses/{slug}", Path(folder)) for _ in range(TIMES)]
    for name, goal in GOALS.items():
        scores = [100 * one["categories"][name]["score"] for one in found]
        note = ", ".join(sorted({failing for one in found for failing in below(one, name)}))
        yield Figure(
            name=f"Lighthouse {name}", found=statistics.median(scores), goal=goal, unit="", lower=False, note=note
        )


def looked_at(address: str, folder: Path) -> dict[str, Any]:
    env = os.environ | {"CHROME_PATH": shutil.which("chromium") or ""}
    argv = [str(folder / "node_modules/.bin/lighthouse"), address, "--quiet", "--output=json", "--output-path=stdout"]
    argv.append("--chrome-flags=--headless=new --no-sandbox")
    done = subprocess.run(argv, env=env, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def below(found: dict[str, Any], category: str) -> Iterator[str]:
    """What takes points off."""
    for one in found["categories"][category]["auditRefs"]:
        score = found["audits"][one["id"]]["score"]
        if one["weight"] and score is not None and score < 1:
            yield f"{one['id']} {score:.2f}"
