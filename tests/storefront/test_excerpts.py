import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyu.catalog.excerpts import LONGEST, first_part, without_title

text = st.lists(
    st.sampled_from(["一段话。" * 9, "## 小标题", "- 一\n- 二", "```\n代码\n\n还是代码\n```"]), min_size=1, max_size=9
)


@given(text)
def test_the_first_part_is_a_beginning_and_never_the_whole(parts: list[str]) -> None:
    body = "\n\n".join(parts)
    shown = first_part(body)

    assert body.startswith(shown)
    assert shown != body
    assert shown.count("```") % 2 == 0
    assert len(shown) <= max(LONGEST, len(parts[0])) + 2 * len(parts)


def test_it_takes_whole_blocks_up_to_a_third() -> None:
    body = "\n\n".join(["甲" * 30, "乙" * 30, "丙" * 30, "丁" * 30, "戊" * 30, "己" * 30])
    assert first_part(body) == "甲" * 30 + "\n\n" + "乙" * 30


@pytest.mark.parametrize("body", ["", "\n\n", "只有一段，所以不能给人看。"])
def test_a_text_of_one_block_has_no_first_part(body: str) -> None:
    assert first_part(body) == ""


def test_a_title_that_the_page_says_already_is_left_out() -> None:
    assert without_title("# 窗边的光\n\n正文。", "窗边的光") == "正文。"
    assert without_title("# 别的标题\n\n正文。", "窗边的光") == "# 别的标题\n\n正文。"
    assert without_title("# 窗边的光", "窗边的光") == ""
