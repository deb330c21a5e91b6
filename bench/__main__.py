"""``python -m bench [NAME …]``: measure, print a table; ``--write`` keeps it in ``bench/results.md``."""

import argparse
import importlib
from collections.abc import Iterator
from pathlib import Path

from bench import product
from bench.measure import Figure

OF_PRODUCT = ["pages", "gate", "sale"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(OF_PRODUCT))
    parser.add_argument("--home", type=Path, help="a home to use again")
    asked = parser.parse_args()
    names = asked.names or OF_PRODUCT
    with product.running(asked.home) as one:
        for name in names:
            for figure in found(name, one):
                show(figure)


def found(name: str, one: product.Product) -> Iterator[Figure]:
    return importlib.import_module(f"bench.{name}").figures(one)  # type: ignore[no-any-return]


def show(figure: Figure) -> None:
    word = "ok " if figure.met else "OVER"
    print(
        f"{word} {figure.name:46} {figure.found:8.2f} {figure.unit} (goal {figure.goal:g})  {figure.note}", flush=True
    )


if __name__ == "__main__":
    main()
