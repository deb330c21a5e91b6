"""The mark of who looks, over pages and photos: seen on whatever is below it, and in nobody's way."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from zhiyu.media import documents

MARK = "王小满 138****0005 2026-11-30"
SEEN, CALM = 24, 90


@pytest.mark.parametrize(
    "below",
    ["#ffffff", "#000000", "#101820", "#777777", "#c81e1e", "#ffd400", "#1e3cc8", "#2fbf86"],
)
def test_it_is_seen_on_white_on_black_and_on_colours_and_stays_calm(tmp_path: Path, below: str) -> None:
    page = Image.new("RGB", (1240, 900), below)
    page.save(tmp_path / "0.webp", "WEBP", lossless=True)

    marked = Image.open(BytesIO(documents.marked(tmp_path / "0.webp", MARK)))
    moved = ImageChops.difference(page.convert("L"), marked.convert("L")).histogram()

    plain = sum(moved[:SEEN])
    assert sum(moved[SEEN:]) > 0.006 * sum(moved), "too faint to be read"
    assert sum(moved[CALM:]) == 0, "louder than the page"
    assert plain > 0.85 * sum(moved), "too much of the page lies under it"
