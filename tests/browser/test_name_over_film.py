"""The learner's name that wanders over a film: seen on whatever the film shows."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Browser

STYLE = Path("src/zhiyu/ui/static/ui/learner.css").read_text()
SEEN, LETTERS = 40, 100


@pytest.mark.parametrize("film", ["#ffffff", "#000000", "#777777", "#c81e1e", "#ffd400", "#1e3cc8", "#2fbf86"])
def test_it_can_be_read_on_white_on_black_and_on_colours(chromium: Browser, film: str) -> None:
    page = chromium.new_page(viewport={"width": 390, "height": 219})
    page.set_content(f"<style>{STYLE}</style><body><p class='player-name'>王小满 138****0005 21:07</p></body>")
    page.add_style_tag(content=f"body {{ margin: 0; background: {film} }}")
    shot = Image.open(BytesIO(page.screenshot())).convert("L")
    page.close()

    moved = ImageChops.difference(Image.new("RGB", shot.size, film).convert("L"), shot).histogram()
    assert sum(moved[SEEN:]) > LETTERS
