from xml.etree.ElementTree import Element, fromstring

import pytest
from django.test import Client

from zhiyu.ui.brand import READABLE, contrast, unhexed
from zhiyu.ui.cover_art import DESIGNS, palette
from zhiyu.ui.covers import NAMES, ROOM, address, fitted, headed, svg, width

TEXT = "{http://www.w3.org/2000/svg}text"


def parsed(drawing: str) -> Element:
    return fromstring(drawing)  # noqa: S314 -- our own drawing


def drawn(design: str, title: str, sub: str = "", hue: int = 158) -> Element:
    return parsed(svg(design, hue, title, sub))


def lines(root: Element) -> list[str]:
    return [node.text or "" for node in root.iter(TEXT)]


def test_every_design_has_a_name_to_choose_it_by() -> None:
    assert set(NAMES) == set(DESIGNS)
    assert len(DESIGNS) >= 8


@pytest.mark.parametrize("design", DESIGNS)
def test_a_cover_is_sound_xml_whatever_the_title(design: str) -> None:
    for title in (
        "七天写作营",
        '<script>alert("x")</script> & 其他',
        "Python for Absolute Beginners",
        "长" * 80,
        "",
        "👩‍🚀 太空",
    ):
        root = drawn(design, title, "副题 & <b>")
        assert not [node for node in root.iter() if node.tag.endswith("script")]
        assert lines(root)


@pytest.mark.parametrize("design", DESIGNS)
def test_titles_and_notes_are_readable_in_every_hue(design: str) -> None:
    for hue in range(0, 360, 3):
        art = DESIGNS[design](palette(hue), bytes(range(32)))
        for ground in art.grounds:
            assert contrast(unhexed(art.title), unhexed(ground)) >= READABLE, (hue, ground)
            assert contrast(unhexed(art.note), unhexed(ground)) >= READABLE, (hue, ground)


def test_titles_break_between_words_and_fit_their_room() -> None:
    assert fitted("Excel 数据看板思维")[1] == ["Excel 数据", "看板思维"]
    for title in (
        "如何在三十天里读完一本英文原版小说并且真正记住它",
        "A very long English title about writing every day",
        "长" * 80,
    ):
        size, broken = fitted(title)
        assert len(broken) <= 4
        assert all(width(line) * size <= ROOM * 1.02 for line in broken)


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    assert fitted("长" * 80)[1][-1].endswith("…")


def test_the_second_half_of_a_title_stands_small_above() -> None:
    assert headed("手机摄影：从随手拍到会讲故事", "") == ("手机摄影", "从随手拍到会讲故事")
    assert headed("手机摄影：从随手拍到会讲故事", "视频课") == ("手机摄影", "视频课")
    assert headed("七天写作营", "") == ("七天写作营", "")
    assert lines(drawn("grid", "手机摄影：从随手拍到会讲故事")) == ["从随手拍到会讲故事", "手机摄影"]


def test_the_same_words_always_give_the_same_picture() -> None:
    assert svg("blocks", 20, "理财第一课") == svg("blocks", 20, "理财第一课") != svg("blocks", 20, "理财第二课")


@pytest.mark.django_db
def test_a_cover_has_an_address() -> None:
    answer = Client().get(address("grid", 200, "七天写作营", "写作"))

    assert answer.headers["Content-Type"].startswith("image/svg+xml")
    assert lines(parsed(answer.content.decode())) == ["写作", "七天写作营"]
    assert address("no-such-design", 200, "七天") == address("grid", 200, "七天")
    assert Client().get(address("grid", 200, "x").replace("grid", "nope")).status_code == 404


def test_control_characters_in_an_address_do_no_harm() -> None:
    answer = Client().get("/ui/covers/grid/10.svg", {"title": "a\x01b\x1bc\u202e"})

    assert lines(parsed(answer.content.decode())) == ["abc"]
