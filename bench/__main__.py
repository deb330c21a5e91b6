"""``python -m bench [NAME …]``: measure and print; ``--write FILE`` keeps the table as Markdown."""

import argparse
import importlib
import os
import platform
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from bench import product
from bench.measure import Figure

# Memory before anything has been asked for; a million orders last.
# Hours of a processor, and no school of its own: only when named.
ALONE = ["tracing", "tracing_marks"]
NAMES = [
    *("weight", "light", "floor", "pages", "gate", "sale", "deals", "events", "packing"),
    *("live", "live_room", "playing", "studio"),
]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join([*NAMES, *ALONE]))
    parser.add_argument("--home", type=Path, help="a home to use again")
    parser.add_argument("--write", type=Path, help="append the table to this file")
    asked = parser.parse_args()
    figures = []
    wanted = asked.names or NAMES
    for name in (one for one in wanted if one in ALONE):
        for figure in importlib.import_module(f"bench.{name}").figures():
            show(figure)
            figures.append(figure)
    with_school = [one for one in wanted if one not in ALONE]
    figures += measured(with_school, asked.home) if with_school else []
    if asked.write:
        with asked.write.open("a") as kept:
            kept.write(table(figures))


def measured(names: list[str], home: Path | None) -> list[Figure]:
    figures = []
    with product.running(home) as one:
        one.settle()
        for name in names:
            for figure in found(name, one):
                show(figure)
                figures.append(figure)
    return figures


def found(name: str, one: product.Product) -> Iterator[Figure]:
    return importlib.import_module(f"bench.{name}").figures(one)  # type: ignore[no-any-return]


def show(figure: Figure) -> None:
    word = "   " if figure.is_floor else "ok " if figure.met else "OVER"
    goal = "" if figure.is_floor else f"(goal {figure.goal:g})"
    print(f"{word} {figure.name:46} {figure.found:8.2f} {figure.unit} {goal}  {figure.note}", flush=True)


def machine() -> str:
    return f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def table(figures: list[Figure]) -> str:
    """With the floor's ratio where there is one in the run."""
    floor = next((one.found for one in figures if one.is_floor), 0.0)
    lines = [
        f"\n## {datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        f"\n{machine()}, load average {os.getloadavg()[0]:.1f} at the end.\n",
        "| what | found | goal | × bare page | note |",
        "|---|---|---|---|---|",
    ]
    for one in figures:
        ratio = f"{one.found / floor:.1f}" if floor and one.unit == "CPU ms" else ""
        goal = "–" if one.is_floor else f"{one.goal:g} {'✓' if one.met else '✗'}"
        lines.append(f"| {one.name} | {one.found:.2f} {one.unit} | {goal} | {ratio} | {one.note} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
