import pytest

from zhiyu.kernel.texts import unturned, visible


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("林晓", "林晓"),
        ("  王 阿姨\n", "王 阿姨"),
        ("👨\u200d👩\u200d👧 一家", "👨\u200d👩\u200d👧 一家"),
        ("林\u200b晓\ufeff", "林晓"),
        ("\u202eadmin", "admin"),
        ("\u2066校长\u2069", "校长"),
        ("\u200b\u200d\u2060", ""),
        ("\u3164\u115f", ""),
        ("a\x00b\x1b[31m", "ab[31m"),
    ],
)
def test_a_name_is_what_can_be_seen_of_it(typed: str, seen: str) -> None:
    assert visible(typed) == seen


def test_a_text_keeps_everything_but_the_marks_that_turn_it() -> None:
    assert unturned("付款\u202e成功\u202c\n第二行\u200d") == "付款成功\n第二行\u200d"
    assert unturned("plain") == "plain"
