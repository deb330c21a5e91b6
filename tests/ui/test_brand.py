import pytest
from django.test import Client

from zhiyu.ui.brand import READABLE, address, contrast, css, shades, unhexed

LIGHT_GROUNDS = ["#f6f7f5", "#ffffff", "#f1f3f0"]
DARK_GROUNDS = ["#0d1210", "#151b18", "#1d2521"]


@pytest.mark.parametrize(("dark", "grounds"), [(False, LIGHT_GROUNDS), (True, DARK_GROUNDS)])
def test_every_hue_is_readable_on_every_ground(*, dark: bool, grounds: list[str]) -> None:
    for hue in range(360):
        found = {name: unhexed(value) for name, value in shades(hue, dark=dark).items()}
        pairs = [
            (found["on-brand"], found["brand"]),
            (found["on-brand"], found["brand-hover"]),
            (found["brand-text"], found["brand-soft"]),
            *((found["brand-text"], unhexed(ground)) for ground in grounds),
            *((found["brand"], unhexed(ground)) for ground in grounds),
        ]
        assert min(contrast(*pair) for pair in pairs) >= READABLE, hue


def test_black_on_white_has_the_known_contrast() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)


def test_the_designs_own_hue_needs_no_second_stylesheet() -> None:
    assert address(158) == address(158 + 360) == ""


def test_a_schools_hue_is_a_small_stylesheet_that_may_be_kept_for_ever() -> None:
    answer = Client().get(address(210))

    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.content.decode() == css(210)
    assert len(answer.content) < 1000
    assert address(211) != address(210)


def test_a_browser_that_asks_for_the_usual_icon_is_led_to_the_mark() -> None:
    answer = Client().get("/favicon.ico")

    assert answer.status_code == 302
    assert answer.headers["Location"].endswith(".svg")
    assert "max-age" in answer.headers["Cache-Control"]
